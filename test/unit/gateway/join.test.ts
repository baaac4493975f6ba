// A backlog goes as fast as its client reads, wherever it comes from, and however many rooms are entered at once (P4, P8).
import assert from 'node:assert/strict';
import { messageSubject } from '../../../src/chat/kernel/subjects.ts';
import { toRingEntry } from '../../../src/gateway/log/entry.ts';
import { Ring } from '../../../src/gateway/log/ring.ts';
import { enter, type JoinSources } from '../../../src/gateway/room/enter.ts';
import { encodeFact, posted } from '../../support/facts.ts';
import { pageOf } from './pages.ts';
import { outboxOf, recorder } from './recorder.ts';

const COUNT = 200;
const ROOMS = 12;
const at = '2026-01-01T00:00:00.000Z';
const event = (room: string) =>
  posted({
    id: '01a20a57-d13b-7972-8438-62a8c37e5da3',
    room,
    user: { id: 'u', name: 'U' },
    text: 'x'.repeat(4_000),
  });

/** 200 long events of each room, all in memory or all in the log. */
function sources(where: 'memory' | 'log'): JoinSources {
  const last = COUNT;
  const ring = new Ring(where === 'memory' ? 0 : last, { maxEvents: 1e5, maxBytes: 1e9 });
  if (where === 'memory') {
    for (let room = 0; room < ROOMS; room++) {
      for (let seq = 1; seq <= COUNT; seq++)
        ring.push(toRingEntry({ seq, at, fact: event(`r${room}`) }, messageSubject(`r${room}`)));
    }
  }
  const log = { epoch: 'e', firstSeq: 1, lastSeq: last, bytes: 0, maxBytes: -1, replicas: 1 };
  return {
    ring,
    extents: { log, refresh: async () => log, proven: true },
    readPage: async (request) => {
      const { room } = request;
      const data = encodeFact(event(room));
      const of = (seq: number) => ({
        seq,
        at,
        isVoid: false,
        subject: `chat.room.${room}.message`,
        data,
      });
      return pageOf(
        Array.from({ length: COUNT }, (_, i) => of(i + 1)),
        request,
      );
    },
    newestSubject: () => undefined,
    readEnd: () => assert.fail('each last page reaches far enough'),
    readRows: () => assert.fail('the log has it all'),
    position: () => last,
  };
}

describe('join', () => {
  for (const where of ['memory', 'log'] as const) {
    for (const how of [{ last: COUNT }, { after: 0 }]) {
      it(`never has more than a few pieces waiting: ${ROOMS} rooms from ${where}, ${JSON.stringify(how)}`, async () => {
        const { state, socket, drain } = recorder();
        const outbox = outboxOf(socket, 1_048_576);
        const all = sources(where);
        const done = Promise.all(
          Array.from({ length: ROOMS }, (_, i) => {
            const membership = {
              room: `r${i}`,
              outbox,
              last: 0,
              live: false,
              active: true,
              entered: false,
              read: 0,
            };
            return enter(all, membership, { type: 'join', room: `r${i}`, ...how }, 'u');
          }),
        ).then(() => true);
        // The client reads what there is, a piece at a time.
        for (let reads = 0; (await Promise.race([done, soon()])) !== true; reads++) {
          assert.ok(reads < 5_000, 'it comes to an end');
          drain();
        }
        assert.equal(state.open, true);
        assert.ok(state.most < 3 * 65_536, `${state.most} bytes waited`);
        const events = state.writes.join('').split('"event":"MessagePosted"').length - 1;
        assert.equal(events, ROOMS * COUNT);
      });
    }
  }
});

describe('join of somebody who is going', () => {
  it('reads nothing more for a socket that closes', async () => {
    const { state, socket, drain } = recorder();
    const outbox = outboxOf(socket, 1_048_576);
    let reads = 0;
    const all = sources('log');
    const counting: JoinSources = {
      ...all,
      readPage: async (request) => {
        reads += 1;
        if (reads === 3) state.open = false;
        return await all.readPage(request);
      },
    };
    const membership = {
      room: 'r0',
      outbox,
      last: 0,
      live: false,
      active: true,
      entered: false,
      read: 0,
    };
    const done = enter(counting, membership, { type: 'join', room: 'r0', after: 0 }, 'u');
    for (let i = 0; i < 100; i++) {
      await soon();
      drain();
    }
    await done;
    assert.equal(reads, 3);
  });
});

describe('join, while the client reads slowly', () => {
  it('misses nothing of what left the memory meanwhile, and gives nothing twice', async () => {
    const { state, socket, drain } = recorder();
    const outbox = outboxOf(socket, 1_048_576);
    const stored = (seq: number) => ({
      seq,
      at,
      fact: { ...event('r0'), data: { text: `#${seq}#` } },
    });
    const ring = new Ring(0, { maxEvents: 20, maxBytes: 1e9 });
    let last = 0;
    const append = (count: number) => {
      for (let i = 0; i < count; i++) ring.push(toRingEntry(stored(++last)));
    };
    append(10);
    const log = () => ({
      epoch: 'e',
      firstSeq: 1,
      lastSeq: last,
      bytes: 0,
      maxBytes: -1,
      replicas: 1,
    });
    const membership = {
      room: 'r0',
      outbox,
      last: 0,
      live: false,
      active: true,
      entered: false,
      read: 0,
    };
    state.waiting = 100_000;
    const entered = enter(
      {
        ring,
        extents: {
          get log() {
            return log();
          },
          proven: true,
          refresh: async () => log(),
        },
        newestSubject: () => undefined,
        readPage: async (request) => {
          const messages = Array.from({ length: last }, (_, i) => ({
            seq: i + 1,
            at,
            isVoid: false,
            subject: 'chat.room.r0.message',
            data: encodeFact(stored(i + 1).fact),
          }));
          return pageOf(messages, request);
        },
        readEnd: () => assert.fail('each last page reaches far enough'),
        readRows: () => assert.fail('the log has it all'),
        position: () => last,
      },
      membership,
      { type: 'join', room: 'r0', after: 0 },
      'u',
    );
    await soon();
    append(100);
    drain();
    await entered;
    const seqs = [...state.writes.join('').matchAll(/#(\d+)#/g)].map(([, seq]) => Number(seq));
    assert.deepEqual(
      seqs,
      Array.from({ length: 110 }, (_, i) => i + 1),
    );
    assert.equal(membership.last, 110);
  });
});

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('join with a bound', () => {
  const joinAfter = async (where: 'memory' | 'log', after: number, max: number) => {
    const { state, socket, drain } = recorder();
    const outbox = outboxOf(socket, 1_048_576);
    const membership = {
      ...{ room: 'r0', outbox, last: 0, read: 0 },
      ...{ live: false, active: true, entered: false },
    };
    const command = { type: 'join', room: 'r0', after, max } as const;
    const done = enter(sources(where), membership, command, 'u').then(() => true);
    while ((await Promise.race([done, soon()])) !== true) drain();
    const said = state.writes.join('');
    const seqs = [...said.matchAll(/"seq":(\d+),"at"/g)].map(([, seq]) => Number(seq));
    return [said.includes('"skipped":true'), seqs[0], seqs.length];
  };

  for (const where of ['memory', 'log'] as const) {
    it(`gives the latest where more was missed, and says so, from ${where}`, async () => {
      assert.deepEqual(await joinAfter(where, 20, 50), [true, COUNT - 49, 50]);
    });

    it(`gives everything where no more was missed, from ${where}`, async () => {
      assert.deepEqual(await joinAfter(where, COUNT - 10, 50), [false, COUNT - 9, 10]);
      assert.deepEqual(await joinAfter(where, 0, 200), [false, 1, COUNT]);
    });
  }
});
