// Who answers may lag behind what this gateway has read: a page counts only once it, or a replica that knows as much, shows
// that nothing was left out (P4).
import assert from 'node:assert/strict';
import { type BacklogSources, latest, pageAfter } from '../../../src/gateway/log/backlog.ts';
import { toRingEntry } from '../../../src/gateway/log/entry.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { RECENT_STREAM } from '../../../src/shared/subjects.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { pageOf } from './pages.ts';

const LOW = 300;
const at = '2026-01-01T00:00:00.000Z';
const event = (room: string) =>
  posted({
    id: '01a20a57-d13b-7972-8438-62a8c37e5da3',
    room,
    user: { id: 'u', name: 'U' },
    text: 'hello',
  });

/** The log is `busy`, but for 100 and 290, which are of `r`. Each question goes to the next replica, the last again and again. */
function sources(replicas: number[], { mirrorUpTo = Number.POSITIVE_INFINITY } = {}) {
  const asked: string[] = [];
  const next = (kind: string, stream: string) => {
    asked.push(`${kind} ${stream}`);
    const upTo = (replicas.length > 1 ? replicas.shift() : replicas[0]) ?? 0;
    return stream === RECENT_STREAM ? Math.min(upTo, mirrorUpTo) : upTo;
  };
  const of = (room: string, upTo: number) =>
    Array.from({ length: Math.min(upTo, LOW + 1) }, (_, i) => i + 1)
      .filter((seq) => room === (seq === 100 || seq === 290 ? 'r' : 'busy'))
      .map((seq) => ({
        seq,
        at,
        isVoid: false,
        subject: `chat.room.${room}.message`,
        data: encodeFact(event(room)),
      }));
  const log = { epoch: 'e', firstSeq: 1, lastSeq: LOW + 1, bytes: 0, maxBytes: -1, replicas: 1 };
  const ring = new Ring(LOW, { maxEvents: 10, maxBytes: 1e6 });
  ring.push(toRingEntry({ seq: LOW + 1, at, fact: event('busy') }));
  const all: BacklogSources = {
    ring,
    extents: { log, refresh: async () => log, proven: true },
    readPage: async (request) => {
      const upTo = next('page', request.stream);
      return pageOf(of(request.room, upTo), request);
    },
    newestSubject: () => 'chat.room.busy.message',
    readEnd: async ({ stream, room, after, beside }) => {
      const upTo = next('end', stream);
      assert.equal(beside, 'chat.room.busy.message');
      return (of(room, upTo).at(-1)?.seq ?? 0) > after ? after : upTo;
    },
    readRows: () => assert.fail('the log has it all'),
  };
  return { all, asked };
}

const seqs = ({ entries }: { entries: { seq: number }[] }) => entries.map(({ seq }) => seq);

describe('backlog from a replica that lags', () => {
  it('is read again until it has what another replica knows', async () => {
    const { all } = sources([200, 301, 200, 301, 301]);
    const page = await pageAfter(all, 'r', 100);
    assert.deepEqual([seqs(page), page.upTo], [[290], LOW]);
  });

  it('is read again where another replica has more of the room, however far that goes', async () => {
    const { all } = sources([280, 301, 301]);
    const page = await pageAfter(all, 'busy', 270);
    const missed = Array.from({ length: LOW - 270 }, (_, i) => 271 + i);
    assert.deepEqual([seqs(page), page.upTo], [missed.filter((seq) => seq !== 290), LOW]);
  });

  it('is not proven by a replica that lags as well', async () => {
    const { all } = sources([200, 200, 200, 200, 301]);
    const page = await pageAfter(all, 'r', 100);
    assert.deepEqual([seqs(page), page.upTo], [[290], LOW]);
  });

  it('is not had, for now, while all of them lag', async () => {
    const { all } = sources([200]);
    await assert.rejects(pageAfter(all, 'r', 100), /lags behind/);
    await assert.rejects(
      latest(all, 'r', 50, () => false),
      /lags behind/,
    );
  });

  it('comes from the log while the mirror lags', async () => {
    const { all } = sources([301], { mirrorUpTo: 200 });
    const page = await pageAfter(all, 'r', 100);
    assert.deepEqual([seqs(page), page.upTo], [[290], LOW]);
  });

  it('begins where a replica that knows all of it says', async () => {
    const { all } = sources([200, 301, 301]);
    assert.deepEqual(await latest(all, 'r', 50, () => false), { behind: 99, full: false });
  });
});

describe('backlog from a replica that is up to date', () => {
  it('costs one more question in a quiet room, also where nothing was missed', async () => {
    for (const [after, missed] of [
      [100, [290]],
      [295, []],
    ] as const) {
      const { all, asked } = sources([301]);
      const page = await pageAfter(all, 'r', after);
      assert.deepEqual([seqs(page), page.upTo], [missed, LOW]);
      assert.deepEqual(asked, [`page ${RECENT_STREAM}`, `end ${RECENT_STREAM}`]);
    }
  });

  it('costs none where a page reaches as far as the ring', async () => {
    const { all, asked } = sources([301]);
    const page = await pageAfter(all, 'busy', 280);
    assert.deepEqual([page.entries.length, page.upTo], [19, LOW]);
    assert.deepEqual(asked, [`page ${RECENT_STREAM}`]);
  });
});
