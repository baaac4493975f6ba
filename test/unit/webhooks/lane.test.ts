// One entry on its way to one receiver, with a receiver, a log and a time that do what the test says.
import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Registry } from 'prom-client';
import { recovered } from '../../../src/chat/webhook/delivery.ts';
import type { Webhook } from '../../../src/chat/webhook/webhook.ts';
import { deliverAgain } from '../../../src/webhooks/again.ts';
import type { Outcome } from '../../../src/webhooks/attempt.ts';
import { Known } from '../../../src/webhooks/known.ts';
import { deliver } from '../../../src/webhooks/lane.ts';
import { webhookMetrics } from '../../../src/webhooks/metrics.ts';
import type { LanePorts } from '../../../src/webhooks/try.ts';
import { posted } from '../../support/facts.ts';
import { uuid7 } from '../../support/wire.ts';

const id = uuid7();
const SEQ = 7;
const webhook: Webhook = {
  ...{ id, room: 'plans', slot: 1, url: 'https://example.org/', events: ['message.posted'] },
  ...{ by: { id: 'ada', name: 'Ada' }, state: 'on' },
};
const fact = {
  ...posted({ id: uuid7(), room: 'plans', user: { id: 'ada', name: 'Ada' }, text: 'hi' }),
  room: 'plans',
};
const entry = { seq: SEQ, at: new Date().toISOString(), fact };
const DELIVERED: Outcome = { is: 'delivered' };
const bad = (error = 'it answered 500'): Outcome => ({ is: 'failed', error, isRefused: false });

/** The receiver answers so, one after the other; waits are of a millisecond. */
function lane(
  outcomes: (Outcome | (() => Promise<Outcome>))[],
  more: Partial<LanePorts> = {},
  is = webhook,
) {
  const known = new Known();
  known.learn(is, 1);
  let seq = 1;
  const says: (Webhook | 'refused')[] = [];
  let tries = 0;
  const ports: LanePorts = {
    known,
    isGone: async () => false,
    isHeard: async () => true,
    say: async (_, { next }) => {
      const before = known.get(id);
      if (before === undefined) return false;
      const after = next(before.webhook);
      says.push(after);
      known.learn(after, ++seq);
      return true;
    },
    attempt: async () => {
      const outcome = outcomes[tries++] ?? DELIVERED;
      return typeof outcome === 'function' ? await outcome() : outcome;
    },
    waitsMs: [1, 1, 1],
    metrics: webhookMetrics(new Registry()),
    now: Date.now,
    ...more,
  };
  const stop = new AbortController();
  const handling = { id, entry, signal: stop.signal };
  return {
    known,
    ports,
    says,
    stop,
    handling,
    tries: () => tries,
    learn: (next: Webhook) => known.learn(next, ++seq),
    through: () => deliver(ports, handling),
  };
}

describe('an entry on its way to a receiver', () => {
  it('is through once it is taken; a first failure is nobody’s business', async () => {
    const { through, says, tries } = lane([bad()]);
    assert.equal(await through(), 'delivered');
    assert.deepEqual([tries(), says], [2, []]);
  });

  it('that fails again is said to, with when it is tried next, and that it goes again', async () => {
    const { through, says } = lane([bad('a'), bad('b')]);
    assert.equal(await through(), 'delivered');
    const [failing, after] = says as Webhook[];
    assert.deepEqual(
      [failing?.failing?.seq, failing?.failing?.attempts, failing?.failing?.error],
      [SEQ, 2, 'b'],
    );
    assert.equal(after?.failing, undefined);
  });

  it('is given up at the end of the schedule, once the log has that', async () => {
    let refusals = 1;
    const made = lane(Array.from({ length: 6 }, () => bad()));
    const { say } = made.ports;
    made.ports.say = async (which, saying) => {
      const before = made.known.get(id)?.webhook;
      const isGivenUp = before !== undefined && saying.next(before).givenUp !== undefined;
      // Somebody says something else at that moment.
      if (isGivenUp && refusals-- > 0) return false;
      return await say(which, saying);
    };
    assert.equal(await made.through(), 'given up');
    assert.equal(made.tries(), 5);
    assert.deepEqual(made.known.get(id)?.webhook.givenUp?.last, [SEQ]);
    // Who had it in hand was killed before it was acknowledged: it comes again, and is not tried.
    assert.equal(await made.through(), 'skipped');
    assert.equal(made.tries(), 5);
  });

  it('comes again where the log does not answer, and is not taken for given up', async () => {
    const away = new Error('away');
    const { through } = lane([bad(), bad()], { say: () => Promise.reject(away) });
    await assert.rejects(through(), away);
    const gone = lane([], { isGone: () => Promise.reject(away) });
    await assert.rejects(gone.through(), away);
    assert.equal(gone.tries(), 0);
  });

  it('is not sent any more where it is paused, revoked or deleted, also not while it is under way', async () => {
    for (const state of ['paused', 'revoked']) {
      const under = Promise.withResolvers<Outcome>();
      const made = lane([() => under.promise]);
      const { through, learn, tries } = made;
      const { attempt } = made.ports;
      let cut: AbortSignal | undefined;
      made.ports.attempt = (of, message, signal) => {
        cut = signal;
        return attempt(of, message, signal);
      };
      const way = through();
      await turn();
      assert.equal(cut?.aborted, false);
      learn({ ...webhook, state });
      assert.equal(cut?.aborted, true, 'what is under way is cut off');
      under.resolve(bad());
      assert.equal(await way, 'given back', state);
      assert.equal(tries(), 1);
    }
    const deleted = lane([], { isGone: async () => true });
    assert.equal(await deleted.through(), 'skipped');
    assert.equal(deleted.tries(), 0);
  });

  it('waits for the time that another replica said, and is tried at once where an owner says so', async () => {
    const failing = { seq: SEQ, since: 1, attempts: 2, next: Date.now() + 1e6, error: 'x' };
    const { through, learn, tries } = lane([], { waitsMs: [2e6] }, { ...webhook, failing });
    const way = through();
    await turn();
    assert.equal(tries(), 0);
    learn({ ...webhook, failing: { ...failing, attempts: 0, next: 0 } });
    assert.equal(await way, 'delivered');
  });

  it('waits no longer than anybody ever does, whatever the clock said of who said when', async () => {
    const failing = { seq: SEQ, since: 1, attempts: 2, next: Date.now() + 1e9, error: 'x' };
    const { through } = lane([], {}, { ...webhook, failing });
    assert.equal(await through(), 'delivered');
    // A clock that is set back while it waits.
    let shift = 0;
    const back = lane([bad(), bad()], { now: () => Date.now() + shift });
    const { attempt } = back.ports;
    back.ports.attempt = (...asked) => {
      shift -= 1e9;
      return attempt(...asked);
    };
    assert.equal(await back.through(), 'delivered');
  });

  it('goes nowhere where it is revoked, or leads elsewhere, while the log is asked', async () => {
    for (const then of [{ state: 'revoked' }, { url: 'https://elsewhere.example/' }]) {
      const made = lane([]);
      const urls: string[] = [];
      made.ports.isGone = async () => {
        if (urls.length === 0) made.learn({ ...webhook, ...then });
        return false;
      };
      made.ports.attempt = async ({ url }) => {
        urls.push(url);
        return DELIVERED;
      };
      await made.through();
      assert.ok(!urls.includes(webhook.url), JSON.stringify(then));
    }
  });

  it('is not tried again at once where the log takes nothing that is said of it', async () => {
    for (const outcome of [bad(), { is: 'gone', error: 'it answered 410 Gone' } as const]) {
      const none = lane(
        Array.from({ length: 10_000 }, () => outcome),
        {
          say: async () => false,
          waitsMs: [20, 20],
        },
      );
      const began = performance.now();
      const way = none.through();
      await sleep(300);
      none.stop.abort();
      assert.equal(await way, 'given back');
      const most = 3 + (performance.now() - began) / 15;
      assert.ok(none.tries() <= most, `${none.tries()} tries`);
    }
  });

  it('is kept from whose address it is where nobody who answers for it may hear it', async () => {
    const { through, tries, known } = lane([], { isHeard: async () => false });
    assert.equal(await through(), 'given back');
    assert.equal(tries(), 0);
    const { state, failing } = known.get(id)?.webhook ?? {};
    assert.equal(state, 'paused');
    assert.match(failing?.error ?? '', /^Ada may not read this room any more/);
  });

  it('is given back where the program stops while it waits', async () => {
    const failing = { seq: SEQ, since: 1, attempts: 2, next: Date.now() + 1e6, error: 'x' };
    const { through, stop } = lane([], { waitsMs: [2e6] }, { ...webhook, failing });
    const way = through();
    await turn();
    stop.abort();
    assert.equal(await way, 'given back');
  });

  it('pauses its webhook where the receiver says that it is gone', async () => {
    const { through, known } = lane([{ is: 'gone', error: 'it answered 410 Gone' }]);
    assert.equal(await through(), 'given back');
    assert.equal(known.get(id)?.webhook.state, 'paused');
  });

  it('that is sent again is tried a few times, and given up once more where that fails', async () => {
    const again = { ...webhook, again: { id: uuid7(), seqs: [SEQ, 9] } };
    const good = lane([bad()], {}, again);
    assert.equal(await deliverAgain(good.ports, good.handling), 'delivered');
    const worse = lane([bad(), bad(), bad()], {}, again);
    assert.equal(await deliverAgain(worse.ports, worse.handling), 'given up');
    const { webhook: after } = worse.known.get(id) ?? {};
    assert.deepEqual([after?.again?.seqs, after?.givenUp?.last], [[9], [SEQ]]);
    const other = lane([], {}, { ...webhook, again: { id: uuid7(), seqs: [9] } });
    assert.equal(await deliverAgain(other.ports, other.handling), 'skipped');
    assert.equal(other.tries(), 0);
  });
});

describe('what is known of webhooks', () => {
  it('is of those that were made first first, whatever their ids say', () => {
    const known = new Known();
    const [first, second] = [uuid7(), uuid7(1_000)];
    known.learn({ ...webhook, id: second, slot: 2, made: 2_000 }, 2);
    known.learn({ ...webhook, id: first, made: 1_000 }, 1);
    assert.deepEqual(
      known.all().map((one) => one.webhook.id),
      [first, second],
    );
  });

  it('is next to nothing of those that were revoked', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const known = new Known();
    const fill = (from: number) => {
      for (let n = from; n < from + 5_000; n++) {
        const url = `https://example.org/${n}/${'x'.repeat(2_000)}`.slice(0, 2_000);
        known.learn(
          { ...webhook, room: `r${n}`, id: uuid7(), url: Buffer.from(url).toString() },
          1,
        );
        known.learn(
          {
            ...webhook,
            room: `r${n}`,
            id: uuid7(),
            url: Buffer.from(url).toString(),
            state: 'revoked',
          },
          2,
        );
      }
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = fill(0);
    const bytes = (fill(5_000) - before) / 5_000;
    assert.ok(bytes < 1_000, `${bytes} bytes each`);
    assert.deepEqual(known.all(), []);
  });

  it('is the later of two facts of a place, whichever came first; one that was revoked is none', () => {
    const known = new Known();
    const other = { ...webhook, id: uuid7() };
    known.learn({ ...webhook, state: 'paused' }, 5);
    known.learn(webhook, 4);
    assert.equal(known.get(id)?.webhook.state, 'paused');
    known.learn({ ...webhook, state: 'revoked' }, 6);
    assert.deepEqual([known.get(id), known.all()], [undefined, []]);
    known.learn(other, 7);
    known.learn(recovered(webhook), 5);
    assert.deepEqual(
      known.all().map((one) => one.webhook.id),
      [other.id],
    );
  });
});
