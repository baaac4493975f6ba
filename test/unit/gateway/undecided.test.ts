// A room that one joins and may not be in: until the log has said so nothing of it is told, whatever is asked meanwhile (P9).
import assert from 'node:assert/strict';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { memberSubject, stateSubject } from '../../../src/chat/kernel/subjects.ts';
import { memberBanned } from '../../../src/chat/member/facts.ts';
import { roomCreated } from '../../../src/chat/room/facts.ts';
import type { Residents } from '../../../src/gateway/room/residents.ts';
import { NO_STATE } from '../../support/known.ts';
import { uuid7 } from '../../support/wire.ts';
import { connect, NO_SIGNALS, turn } from './connected.ts';

const owner = { id: 'owner', name: 'Owner' };
const about = () => ({ id: uuid7(), room: 'den', user: owner });
const privateRoom = makeFact(roomCreated, { ...about(), data: { room: { kind: 'private' } } });
const ban = makeFact(memberBanned, {
  ...about(),
  data: { user: { id: 'ada', name: 'Ada' }, member: { state: 'banned', role: 'member' } },
});

/** A log that says what the room is when the test lets it, and rows that answer then. */
function world() {
  const log = Promise.withResolvers<void>();
  const rows = Promise.withResolvers<void>();
  const facts = new Map<string, { seq: number; fact: typeof privateRoom | typeof ban }>();
  const asked: string[] = [];
  const typed: string[] = [];
  const client = connect({
    more: {
      states: {
        of: (subject) => facts.get(subject) ?? NO_STATE,
        refresh: async () => NO_STATE,
        hold: () => undefined,
        release: () => undefined,
        load: () => log.promise,
        saw: () => undefined,
        rooms: 0,
      },
      rows: {
        ask: () => new Promise<never>(() => undefined),
        messages: () => Promise.reject(new Error('not asked')),
        lookUp: () => new Promise<never>(() => undefined),
        past: async (room) => {
          asked.push(room);
          await rows.promise;
          return { entries: [], more: false };
        },
      },
      signals: { ...NO_SIGNALS, typing: (room) => typed.push(room) },
    },
  });
  const history = () => client.send({ type: 'history', id: 'h', room: 'den', before: 9 });
  const answers = () => client.said().map(({ type, code = type, id }) => [code, id]);
  return { client, facts, log, rows, asked, typed, history, answers };
}

describe('a room that somebody joins', () => {
  it('tells nothing of itself to who may not be in it, however soon they ask', async () => {
    const { client, facts, log, asked, typed, history, answers } = world();
    facts.set(stateSubject('den'), { seq: 1, fact: privateRoom });
    client.join('den');
    history();
    client.send({ type: 'typing', room: 'den' });
    await turn();
    log.resolve();
    await turn();
    assert.deepEqual(answers().slice(1), [
      ['forbidden', undefined],
      ['not_joined', 'h'],
    ]);
    assert.deepEqual([asked, typed], [[], []], 'nobody was asked, nobody was told');
  });

  it('answers who asks at once and may be in it, when that is known', async () => {
    const { client, log, rows, asked, history, answers } = world();
    client.join('den');
    history();
    await turn();
    assert.deepEqual(asked, []);
    log.resolve();
    rows.resolve();
    await turn();
    assert.ok(answers().some(([type, id]) => type === 'history' && id === 'h'));
  });

  it('tells nothing more to who was sent out while the rows were asked', async () => {
    const { client, facts, log, rows, history, answers } = world();
    log.resolve();
    client.join('den');
    await turn();
    history();
    await turn();
    facts.set(memberSubject('den', 'ada'), { seq: 2, fact: ban });
    const residents: Residents = client.ports.residents;
    for (const one of residents.of('ada')) one.judge('den', { by: owner, isRemoval: false });
    rows.resolve();
    await turn();
    assert.deepEqual(answers().slice(-2), [
      ['left', undefined],
      ['not_joined', 'h'],
    ]);
  });
});
