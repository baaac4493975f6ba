import assert from 'node:assert/strict';
import { type Fact, facts } from '../../../src/chat/features.ts';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { messageDeleted } from '../../../src/chat/message/facts.ts';
import { targetOf } from '../../../src/gateway/command/target.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const room = 'lobby';
const user = { id: 'u1', name: 'Ada' };
const at = '2026-01-02T03:04:05.678Z';
const deletionOf = (seq: number): Fact =>
  makeFact(messageDeleted, {
    ...{ id: uuid7(), room, user },
    data: { target: { seq, id: uuid7(), user, at } },
  });

describe('entries that a later one removes', () => {
  it('are known, and nothing else, the last of them', () => {
    const removed = new Removed(2);
    removed.saw(posted({ id: uuid7(), room, user, text: 'hi' }));
    for (const seq of [3, 4, 5]) removed.saw(deletionOf(seq));
    assert.deepEqual(
      [3, 4, 5, 6].map((seq) => removed.has(seq)),
      [false, true, true, false],
    );
  });

  it('are nothing that a command can speak of, though the log still has them', async () => {
    const removed = new Removed();
    const raw = {
      ...{ seq: 7, at, isVoid: false, subject: 'chat.room.lobby.message' },
      data: encodeFact(posted({ id: uuid7(), room, user, text: 'hi' })),
    };
    const targets = { ring: { at: () => undefined }, removed, readEntry: async () => raw };
    assert.equal((await targetOf(targets, room, 7, 'u1'))?.fact.type, 'MessagePosted');
    removed.saw(deletionOf(7));
    assert.equal(await targetOf(targets, room, 7, 'u1'), undefined);
    assert.equal(facts.removedBy(deletionOf(7)), 7);
  });
});
