// A fact as the ring keeps it: the frame that everybody is sent, and who decides about it reads it from there.
import assert from 'node:assert/strict';
import { targetOf } from '../../../src/gateway/command/target.ts';
import { fromRingEntry, toRingEntry } from '../../../src/gateway/log/entry.ts';
import { Removed } from '../../../src/gateway/log/removed.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

describe('a fact in the ring', () => {
  const user = { id: 'u1', name: 'Ada' };
  const said = (text: string) => posted({ id: uuid7(), room: 'lobby', user, text });
  const place = { seq: 7, at: '2026-01-02T03:04:05.678Z' };

  it('is its frame alone, for nothing else is counted there', () => {
    assert.deepEqual(Object.keys(toRingEntry({ ...place, fact: said('x') })), [
      'seq',
      'room',
      'isMessage',
      'frame',
    ]);
  });

  it('is read back from it, however long it is and whoever wrote it', () => {
    for (const fact of [
      said('hi'),
      said('ü'.repeat(4_000)),
      { ...said('x'), type: 'MessageSung', v: 3, data: { melody: 'é'.repeat(40_000) } },
      { ...said('x'), trace: 't', user: { ...user, kind: 'guest' } },
    ]) {
      const entry = { ...place, fact };
      assert.deepEqual(fromRingEntry(toRingEntry(entry)), entry);
    }
  });

  it('is what a command is about, without a question to the log', async () => {
    const ring = new Ring(0, { maxEvents: 10, maxBytes: 1e6 });
    const entry = { ...place, fact: said('hi') };
    ring.push(toRingEntry(entry));
    const targets = { ring, removed: new Removed(), readEntry: () => assert.fail() };
    assert.deepEqual(await targetOf(targets, 'lobby', 7, 'u1'), entry);
  });
});
