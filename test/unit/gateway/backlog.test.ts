// A mirror that drops what is oldest while it is being read is never taken for whole (P4).
import assert from 'node:assert/strict';
import { latest, pageAfter } from '../../../src/gateway/log/backlog.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import type { PageRequest } from '../../../src/gateway/log/room-reads.ts';
import { RECENT_PER_ROOM, RECENT_STREAM } from '../../../src/shared/subjects.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { pageOf } from './pages.ts';

describe('backlog', () => {
  const data = encodeFact(
    posted({
      id: '01a20a57-d13b-7972-8438-62a8c37e5da3',
      room: 'r',
      user: { id: 'u', name: 'U' },
      text: 'x'.repeat(4_000),
    }),
  );
  const stored = (seq: number) => ({
    seq,
    at: '2026-01-01T00:00:00.000Z',
    isVoid: false,
    subject: 'chat.room.r.message',
    data,
  });

  /** A log of one busy room; `onRead` is called behind every answer, when more may be appended. */
  function sources(onRead?: () => void, replicas = 1) {
    const state = { last: 300, reads: 0, missing: [] as number[] };
    const log = { epoch: 'e', firstSeq: 1, lastSeq: 300, bytes: 0, maxBytes: -1, replicas };
    return {
      state,
      ring: new Ring(300, { maxEvents: 10, maxBytes: 1e6 }),
      extents: { log, refresh: async () => log, proven: true },
      readPage: async (request: PageRequest) => {
        const first = request.stream === RECENT_STREAM ? state.last - RECENT_PER_ROOM + 1 : 1;
        const all = Array.from({ length: state.last - first + 1 }, (_, i) => stored(first + i));
        const lacks = request.stream === RECENT_STREAM ? state.missing : [];
        const page = pageOf(
          all.filter(({ seq }) => !lacks.includes(seq)),
          request,
        );
        state.reads += 1;
        onRead?.();
        return page;
      },
      newestSubject: () => undefined,
      readEnd: () => assert.fail('each last page reaches far enough'),
      readRows: () => assert.fail('the log has it all'),
    };
  }

  it('gives what a mirror dropped between two reads from the log', async () => {
    const all = sources(() => {
      if (all.state.reads === 1) all.state.last += 40;
    });
    const given: number[] = [];
    for (let at = 126; at < 300; ) {
      const page = await pageAfter(all, 'r', at);
      given.push(...page.entries.map(({ seq }) => seq));
      at = page.upTo;
    }
    assert.deepEqual(
      given,
      Array.from({ length: 174 }, (_, i) => 127 + i),
    );
  });

  it('gives what a replica of the mirror lacks in the middle, which dropped it while it caught up', async () => {
    const all = sources(undefined, 3);
    all.state.missing = Array.from({ length: 150 }, (_, i) => 131 + i);
    const page = await pageAfter(all, 'r', 126);
    assert.equal(page.entries[0]?.seq, 127);
    assert.deepEqual(
      page.entries.map(({ seq }) => seq),
      page.entries.map((_, i) => 127 + i),
    );
    assert.deepEqual(await latest(all, 'r', 10, () => false), { behind: 290, full: true });
  });

  it('looks for the beginning no longer than somebody waits for it', async () => {
    const all = sources();
    await latest(all, 'r', 150, () => true);
    assert.equal(all.state.reads, 1);
    assert.deepEqual(await latest(all, 'r', 150, () => false), { behind: 150, full: true });
  });
});
