// Read marks with a bucket of the test's own, which may be away, and a clock that moves when the test says so.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import fc from 'fast-check';
import { NatsError } from 'nats';
import { KnownMarks } from '../../../../src/gateway/signal/known-marks.ts';
import type { StoredMark } from '../../../../src/gateway/signal/mark-store.ts';
import { createMarkStore } from '../../../../src/gateway/signal/mark-store.ts';
import { Marks } from '../../../../src/gateway/signal/marks.ts';
import { StoreRest } from '../../../../src/gateway/signal/store-rest.ts';
import { turn } from '../connected.ts';

const NONE: StoredMark = { seq: 0, revision: 0 };

/** A bucket, and gateways that write to it and hear each other. */
function world() {
  const kept = new Map<string, StoredMark>();
  const state = { now: 0, away: false, deaf: false, reads: 0, writes: 0, faults: 0, slowMs: 0 };
  const gateways: Marks[] = [];
  const orAway = async <T>(work: () => T): Promise<T> => {
    await turn();
    if (state.away) throw new Error('nobody answers');
    return work();
  };
  let revision = 0;
  const gateway = () => {
    const told: string[] = [];
    const marks: Marks = new Marks({
      now: () => state.now,
      store: {
        all: (userId) =>
          orAway(() => {
            state.reads += 1;
            const own = [...kept].filter(([key]) => key.startsWith(`${userId}.`));
            return new Map(own.map(([key, mark]) => [key.slice(userId.length + 1), mark]));
          }),
        one: (userId, room) => orAway(() => kept.get(`${userId}.${room}`) ?? NONE),
        advance: ({ userId, room, seq }) =>
          orAway(() => {
            const before = kept.get(`${userId}.${room}`) ?? NONE;
            if (before.seq >= seq) return before;
            state.writes += 1;
            revision += 1;
            kept.set(`${userId}.${room}`, { seq, revision });
            return { seq, revision };
          }),
      },
      tell: (userId, room, seq) => void told.push(`${userId} ${room} ${seq}`),
      publish: (userId, room, seq) => {
        if (state.deaf) return;
        for (const other of gateways) if (other !== marks) other.heard(userId, room, seq);
      },
      onFault: () => {
        state.faults += 1;
      },
    });
    gateways.push(marks);
    return { marks, told };
  };
  const pass = async (ms: number) => {
    for (const end = state.now + ms; state.now < end; ) {
      state.now += 250;
      for (const marks of gateways) marks.tick();
      for (let i = 0; i < 4; i++) await turn();
    }
  };
  const stored = (key: string) => kept.get(key)?.seq;
  return { kept, state, gateway, pass, stored };
}

describe('read marks', () => {
  it('are read once a user, however many rooms they enter', async () => {
    const { kept, state, gateway } = world();
    kept.set('ada.r3', { seq: 7, revision: 1 });
    const { marks } = gateway();
    const rooms = Array.from({ length: 20 }, (_, i) => marks.of('ada', `r${i}`));
    assert.deepEqual(await Promise.all(rooms), [0, 0, 0, 7, ...Array(16).fill(0)]);
    assert.equal(await marks.of('ada', 'later'), 0);
    assert.equal(state.reads, 1);
    marks.forget('ada');
    await marks.of('ada', 'r3');
    assert.equal(state.reads, 2);
  });

  it('that came while the gateway stood still are known to who joins, though they waited for long enough', async () => {
    const never = () => assert.fail();
    const known = new KnownMarks({
      store: {
        all: async () => {
          await stat('.');
          return new Map([['lobby', { seq: 7, revision: 1 }]]);
        },
        one: never,
      },
      rest: new StoreRest(() => 0, never),
      found: () => undefined,
    });
    const mark = known.of('ada', 'lobby');
    for (const until = performance.now() + 400; performance.now() < until; );
    assert.equal(await mark, 7);
  });

  it('of somebody who scrolls are written and told at once, then once a second, and the last one in any case', async () => {
    const { state, gateway, pass, stored } = world();
    const [{ marks, told }, other] = [gateway(), gateway()];
    await Promise.all([marks.of('ada', 'r'), other.marks.of('ada', 'r')]);
    marks.move('ada', 'r', 1);
    assert.deepEqual(other.told, ['ada r 1'], 'at once');
    for (let seq = 2; seq <= 200; seq++) {
      marks.move('ada', 'r', seq);
      if (seq % 10 === 0) await pass(250);
    }
    assert.ok(state.writes <= 6, `${state.writes} writes in 5 s`);
    assert.ok(told.length <= 6, `${told.length} times in 5 s`);
    marks.forget('ada');
    await pass(2_000);
    assert.equal(stored('ada.r'), 200, 'though the connection is gone');
    assert.equal(other.told.at(-1), 'ada r 200');
    assert.equal(marks.waiting, 0);
    assert.equal(marks.users, 0);
  });

  it('never go back', async () => {
    const { gateway, pass, stored } = world();
    const { marks } = gateway();
    await marks.of('ada', 'r');
    assert.equal(marks.move('ada', 'r', 5), true);
    assert.equal(marks.move('ada', 'r', 5), false);
    assert.equal(marks.move('ada', 'r', 4), false);
    marks.heard('ada', 'r', 3);
    await pass(2_000);
    assert.equal(await marks.of('ada', 'r'), 5);
    assert.equal(stored('ada.r'), 5);
  });

  it('are told to those whose device was elsewhere when they moved', async () => {
    const { state, gateway, pass } = world();
    const [one, two] = [gateway(), gateway()];
    await Promise.all([one.marks.of('ada', 'r'), two.marks.of('ada', 'r')]);
    state.deaf = true;
    one.marks.move('ada', 'r', 9);
    await pass(1_000);
    assert.deepEqual(two.told, []);
    // What it takes when NATS is back.
    two.marks.doubt();
    await pass(1_000);
    assert.deepEqual(two.told, ['ada r 9']);
  });

  it('wait in memory while the bucket is away, which holds up nobody who joins', async () => {
    const { state, gateway, pass, stored } = world();
    const { marks, told } = gateway();
    state.away = true;
    assert.equal(await marks.of('ada', 'r'), 0);
    marks.move('ada', 'r', 4);
    await pass(20_000);
    assert.ok(state.faults < 50, `${state.faults} tries in 20 s`);
    assert.deepEqual(told, ['ada r 4'], 'the other devices hear of it all the same');
    marks.forget('ada');
    state.away = false;
    await pass(3_000);
    assert.equal(stored('ada.r'), 4);
    assert.equal(marks.waiting, 0);
  });

  it('that could not be read are told when they can', async () => {
    const { kept, state, gateway, pass } = world();
    kept.set('ada.r', { seq: 7, revision: 1 });
    const { marks, told } = gateway();
    state.away = true;
    assert.equal(await marks.of('ada', 'r'), 0);
    state.away = false;
    await pass(3_000);
    assert.deepEqual(told, ['ada r 7']);
  });

  it('are written before a gateway stops', async () => {
    const { gateway, stored } = world();
    const { marks } = gateway();
    for (let i = 0; i < 100; i++) marks.move('ada', `r${i}`, 1);
    for (let i = 0; i < 100; i++) marks.move('ada', `r${i}`, 2);
    await marks.flush(1_000);
    assert.deepEqual([stored('ada.r0'), stored('ada.r99')], [2, 2]);
  });

  it('that wait are bounded', () => {
    const { state, gateway } = world();
    const { marks } = gateway();
    state.away = true;
    for (let i = 0; i < 100_500; i++) marks.move(`u${i}`, 'r', 1);
    assert.ok(marks.waiting <= 100_000);
  });
});

describe('the bucket of read marks', () => {
  /** As JetStream keeps one: a value and a revision a key. `taken`: the revision of what was taken and cannot be given yet. */
  function bucket(
    epoch: string,
    keys: Map<string, { value: string; revision: number }>,
    taken = 0,
  ) {
    let last = Math.max(taken, ...[...keys.values()].map(({ revision }) => revision));
    const refused = (code: number) =>
      Object.assign(new NatsError('no', 'no'), { api_error: { code: 400, err_code: code } });
    return createMarkStore({
      epoch: () => epoch,
      directGet: async () => ({ messages: [], end: undefined }),
      jsm: {
        streams: {
          getMessage: async (
            _stream: string,
            { last_by_subj: subject }: { last_by_subj: string },
          ) => {
            await turn();
            const found = keys.get(subject);
            if (found === undefined) throw refused(10_037);
            return { data: Buffer.from(found.value), seq: found.revision };
          },
        },
      } as never,
      put: async (subject, value, revision) => {
        await turn();
        const found = keys.get(subject);
        if ((found?.revision ?? taken) !== revision)
          throw refused(revision % 2 === 0 ? 10_071 : 10_164);
        last += 1;
        keys.set(subject, { value, revision: last });
        return last;
      },
    });
  }
  const KEY = '$KV.READ_MARKS.ada.r';
  const ada = { userId: 'ada', room: 'r' };

  it('ends at the highest of marks that several gateways move at the same time', async () => {
    // Rounds of moves at the same time: each gateway moves on from what it knows of the mark, which may be old.
    const round = fc.array(fc.option(fc.integer({ min: 1, max: 50 })), {
      minLength: 3,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
        const keys = new Map<string, { value: string; revision: number }>();
        const store = bucket('e', keys);
        const known: (StoredMark | undefined)[] = [undefined, NONE, undefined];
        let highest = 0;
        for (const moves of rounds) {
          const moving = moves.map(async (seq, at) => {
            if (seq === null || seq <= (known[at]?.seq ?? 0)) return;
            highest = Math.max(highest, seq);
            known[at] = await store.advance({ ...ada, seq, revision: known[at]?.revision });
            assert.ok((known[at]?.seq ?? 0) >= seq);
          });
          await Promise.all(moving);
        }
        const kept = keys.get(KEY);
        if (highest > 0)
          assert.deepEqual(JSON.parse(kept?.value ?? ''), { seq: highest, epoch: 'e' });
      }),
      { numRuns: 200 },
    );
  });

  it('waits for a server that refuses by what it took and cannot give yet', async () => {
    const keys = new Map<string, { value: string; revision: number }>();
    const taken = { value: '{"seq":3,"epoch":"e"}', revision: 1 };
    const store = bucket('e', keys, 1);
    setTimeout(() => keys.set(KEY, taken), 30);
    assert.equal((await store.advance({ ...ada, seq: 5, revision: undefined })).seq, 5);
    assert.equal(JSON.parse(keys.get(KEY)?.value ?? '').seq, 5);
  });

  it('has no marks of another log, and begins anew in this one', async () => {
    const keys = new Map([[KEY, { value: '{"seq":900,"epoch":"before"}', revision: 3 }]]);
    const store = bucket('now', keys);
    assert.deepEqual(await store.one('ada', 'r'), { seq: 0, revision: 3 });
    await store.advance({ ...ada, seq: 2, revision: undefined });
    assert.equal((await store.one('ada', 'r')).seq, 2);
  });

  it('takes what is no mark for none', async () => {
    for (const value of [
      '',
      'x',
      '{}',
      '{"seq":"9","epoch":"e"}',
      '{"seq":1.5,"epoch":"e"}',
      'null',
    ]) {
      const store = bucket('e', new Map([[KEY, { value, revision: 1 }]]));
      assert.equal((await store.one('ada', 'r')).seq, 0, value);
    }
  });
});
