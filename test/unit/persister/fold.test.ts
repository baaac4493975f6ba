import assert from 'node:assert/strict';
import { project } from '../../../src/persister/projection.ts';
import type { RawEntry } from '../../../src/shared/raw-entry.ts';
import { encodeFact, posted } from '../../support/facts.ts';

const ADA = { id: 'ada', name: 'Ada' };
const IDS: [string, string] = [
  '01a20a9a-68c5-7268-9b55-fe78b900f79a',
  '01a20a9a-68c5-7268-9b55-fe78b900f79b',
];

function entry(seq: number, { id = IDS[0], room = 'lobby', user = ADA, text = 'hello' } = {}) {
  const data = encodeFact(posted({ id, room, user, text }));
  const subject = `chat.room.${room}`;
  return { seq, at: '2026-01-02T03:04:05.678Z', isVoid: false, subject, data };
}

const poison = (seq: number, payload: string): RawEntry => ({
  ...entry(seq),
  data: Buffer.from(payload),
});

describe('projection: entries of the log to rows', () => {
  it('orders events by sequence, whatever order they came in', () => {
    const { events } = project([entry(3, { id: IDS[1] }), entry(1), entry(2)]);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      [1, 2, 3],
    );
  });

  it('makes one message of the same id by the same user: the one with the lowest sequence', () => {
    const { messages, events } = project([
      entry(9, { text: 'second' }),
      entry(4, { text: 'first' }),
    ]);
    assert.equal(events.length, 2);
    assert.deepEqual(
      messages.map(({ seq, fact }) => [seq, fact.data.text]),
      [[4, 'first']],
    );
  });

  it('makes two messages of the same id by two users', () => {
    const { messages } = project([entry(1), entry(2, { user: { id: 'bob', name: 'Bob' } })]);
    assert.equal(messages.length, 2);
  });

  it('keeps the first and the last sequence of each room, ordered by name', () => {
    const { rooms } = project([
      entry(5, { room: 'b' }),
      entry(2, { room: 'a' }),
      entry(7, { room: 'b' }),
    ]);
    assert.deepEqual(
      rooms.map(({ name, firstSeq, lastSeq }) => [name, firstSeq, lastSeq]),
      [
        ['a', 2, 2],
        ['b', 5, 7],
      ],
    );
  });

  it('turns what is no event into a dead letter with its reason, and goes on', () => {
    const { events, deadLetters } = project([
      poison(1, 'not JSON'),
      entry(2),
      poison(3, '{"v":99}'),
    ]);
    assert.deepEqual(
      deadLetters.map(({ seq, reason }) => [seq, reason]),
      [
        [1, 'not_json'],
        [3, 'invalid'],
      ],
    );
    assert.equal(events.length, 1);
    assert.equal(Buffer.from(deadLetters[0]?.data ?? []).toString(), 'not JSON');
  });

  it('makes no row of what was stored after its deadline, but says that it is there', () => {
    const { events, messages, rooms, deadLetters } = project([{ ...entry(1), isVoid: true }]);
    assert.deepEqual([events, messages, rooms], [[], [], []]);
    assert.deepEqual(
      deadLetters.map(({ seq, reason }) => [seq, reason]),
      [[1, 'void']],
    );
  });
});
