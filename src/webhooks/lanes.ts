// A lane for each webhook that is on, and one beside it for what is sent again: opened and closed as the log says. Consumers of
// webhooks that are revoked are deleted, also where that happened while no such program ran. Bounded: past a number those that were
// made last are not served, and are told so.
import type { JetStreamManager, NatsConnection } from 'nats';
import { failed, sentAgain } from '../chat/webhook/delivery.ts';
import { goingOf } from '../chat/webhook/prose.ts';
import type { Webhook } from '../chat/webhook/webhook.ts';
import type { Logger } from '../shared/logger.ts';
import { lookEvery } from '../shared/look-every.ts';
import { seldom } from '../shared/seldom.ts';
import { STREAM } from '../shared/subjects.ts';
import { deliverAgain } from './again.ts';
import { againConsumerOf, consumerOf, deleteConsumer, isThrough, PREFIX } from './deliveries.ts';
import type { Known, KnownWebhook } from './known.ts';
import { deliver } from './lane.ts';
import { NOTHING_WAITS, type Waiting } from './metrics.ts';
import { runLane } from './runner.ts';
import type { LanePorts } from './try.ts';

export interface LanesOptions {
  nc: NatsConnection;
  jsm: JetStreamManager;
  logger: Logger;
  known: Known;
  ports: LanePorts;
  /** So many webhooks are served. */
  max: number;
  /** Whether what is known is what the log has. */
  isFresh: () => boolean;
}

export interface Lanes {
  readonly open: number;
  /** As of the last look at all consumers. */
  readonly waiting: Waiting;
  /** Resolves when nothing is in hand any more. */
  stop: () => Promise<void>;
}

const TURNED_AWAY = 'this chat has as many webhooks as it serves';
/** Consumers that nobody knows are looked for so often, and deleted where the look before found them, too. */
const SWEEP_MS = 60_000;

export function openLanes({ nc, jsm, logger, known, ports, max, isFresh }: LanesOptions): Lanes {
  const lanes = new Map<string, () => Promise<void>>();
  const closing = new Set<Promise<void>>();
  let unknown: ReadonlySet<string> = new Set();
  let waiting = NOTHING_WAITS;
  /** Those that were told since the last sweep. */
  const told = new Set<string>();
  let stopped = false;
  const sayFault = seldom<unknown>((err, times) =>
    logger.warn({ err, times }, 'the log does not answer: deliveries wait'),
  );
  const onFault = (error: unknown) => {
    ports.metrics.faults.inc();
    sayFault(error);
  };

  const main = ({ webhook: { id, failing }, seq }: KnownWebhook) =>
    runLane({
      ...{ nc, jsm, logger, id, onFault, isWaiting: true },
      name: consumerOf({ id }),
      // From its last fact on, or from what could not be delivered, where its position is not known: as it is made.
      made: () => {
        const is = known.get(id);
        return is && { webhook: is.webhook, from: Math.min(seq, failing?.seq || seq) };
      },
      deliver: (handling) => deliver(ports, handling),
    });

  const again = (webhook: Webhook) => {
    const { id } = webhook;
    const name = againConsumerOf(webhook);
    const isOver = () => known.get(id)?.webhook.again?.id !== webhook.again?.id;
    return runLane({
      ...{ nc, jsm, logger, id, name, onFault, isWaiting: false },
      made: () => (isOver() ? undefined : { webhook, from: webhook.again?.seqs[0] ?? 1 }),
      deliver: (handling) => deliverAgain(ports, handling),
      onNone: async () => {
        if (isOver() || !(await isThrough(jsm, name))) return;
        if (await ports.say(id, { isBad: false, next: sentAgain })) await deleteConsumer(jsm, name);
      },
    });
  };

  const wanted = (): Map<string, () => () => Promise<void>> => {
    const on = known.all().filter(({ webhook }) => webhook.state === 'on');
    for (const { webhook } of on.slice(max)) void turnAway(webhook);
    return new Map(
      on.slice(0, max).flatMap((is) => {
        const { webhook } = is;
        const lane = [consumerOf(webhook), () => main(is)] as const;
        return webhook.again === undefined
          ? [lane]
          : [lane, [againConsumerOf(webhook), () => again(webhook)] as const];
      }),
    );
  };

  const turnAway = async ({ id, failing }: Webhook) => {
    // While programs serve different numbers another one may serve it, and say what comes of that: it is not talked over.
    if (failing !== undefined || told.has(id)) return;
    told.add(id);
    const about = { seq: 0, attempts: 0, next: 0, error: TURNED_AWAY, now: ports.now() };
    const next = (before: Webhook) => failed(before, about);
    const isSaid = await ports.say(id, { isBad: true, next }).catch(onFault);
    if (isSaid !== true) told.delete(id);
  };

  const reconcile = () => {
    if (stopped) return;
    const open = wanted();
    for (const [name, stop] of lanes) {
      if (open.has(name)) continue;
      lanes.delete(name);
      const ended = stop().finally(() => closing.delete(ended));
      closing.add(ended);
    }
    for (const [name, start] of open) if (!lanes.has(name)) lanes.set(name, start());
  };

  const sweep = async () => {
    told.clear();
    // Who does not read knows nothing of what was made meanwhile, and would take its place in the log away.
    if (!isFresh()) {
      unknown = new Set();
      return;
    }
    const live = new Set(
      known.all().flatMap(({ webhook }) => [consumerOf(webhook), againConsumerOf(webhook)]),
    );
    const found = new Set<string>();
    const counts = { ...NOTHING_WAITS };
    for await (const { name, num_pending, num_ack_pending } of jsm.consumers.list(STREAM)) {
      if (!name.startsWith(PREFIX)) continue;
      if (!live.has(name)) found.add(name);
      const is = known.get(name.slice(PREFIX.length))?.webhook;
      if (is !== undefined) counts[goingOf(is)] += num_pending + num_ack_pending;
    }
    waiting = counts;
    // One that another replica has just made is known here by the next look.
    for (const name of found) if (unknown.has(name)) await deleteConsumer(jsm, name);
    unknown = found;
  };

  const stopWatching = known.onChange(reconcile);
  // Also at once: what waits is known from the start.
  void sweep().catch(onFault);
  const stopSweeping = lookEvery(SWEEP_MS, sweep, onFault);
  reconcile();
  return {
    get open() {
      return lanes.size;
    },
    get waiting() {
      return waiting;
    },
    stop: async () => {
      stopped = true;
      stopWatching();
      stopSweeping();
      await Promise.all([...closing, ...[...lanes.values()].map((stop) => stop())]);
    },
  };
}
