// What the program that delivers webhooks counts. No label names a webhook or a host: owners make up as many as they like.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Known } from './known.ts';
import type { Places } from './places.ts';

export function webhookMetrics(registry: Registry) {
  const registers = [registry];
  return {
    deliveries: new Counter({
      name: 'chat_webhook_deliveries_total',
      help: 'Tries to deliver something: delivered, failed, or the receiver is gone',
      labelNames: ['outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'chat_webhook_delivery_seconds',
      help: 'How long a try took',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30],
      registers,
    }),
    lateness: new Histogram({
      name: 'chat_webhook_lateness_seconds',
      help: 'From what happened to its delivery, where it was delivered',
      buckets: [0.05, 0.1, 0.5, 1, 5, 60, 600, 3_600, 86_400],
      registers,
    }),
    givenUp: new Counter({
      name: 'chat_webhook_given_up_total',
      help: 'Deliveries that were tried to the end of the schedule and are not tried any more',
      registers,
    }),
    skipped: new Counter({
      name: 'chat_webhook_skipped_total',
      help: 'Entries that were deleted before they were delivered',
      registers,
    }),
    faults: new Counter({
      name: 'chat_webhook_faults_total',
      help: 'Times the log could not be asked or told while something was being delivered',
      registers,
    }),
  };
}
export type WebhookMetrics = ReturnType<typeof webhookMetrics>;

/** How much is yet to be told, by how it goes with the webhook. */
export type Waiting = Readonly<Record<'on' | 'failing' | 'paused', number>>;
export const NOTHING_WAITS: Waiting = { on: 0, failing: 0, paused: 0 };

/** What is so now, looked at when it is asked for. */
export function measureWebhooks(
  registry: Registry,
  { known, places, waiting }: { known: Known; places: Places; waiting: () => Waiting },
): void {
  const registers = [registry];
  new Gauge({
    name: 'chat_webhooks',
    help: 'Webhooks that were not revoked, by their state',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      for (const state of ['on', 'paused']) {
        const count = known.all().filter(({ webhook }) => webhook.state === state).length;
        this.set({ state }, count);
      }
    },
  });
  new Gauge({
    name: 'chat_webhooks_failing',
    help: 'Webhooks whose receiver has taken nothing since its last delivery failed',
    registers,
    collect() {
      const isFailing = ({ webhook }: { webhook: { state: string; failing?: unknown } }) =>
        webhook.state === 'on' && webhook.failing !== undefined;
      this.set(known.all().filter(isFailing).length);
    },
  });
  new Gauge({
    name: 'chat_webhook_waiting',
    help: 'Entries that webhooks are yet to be told, as of the last look at it, by whether these go, fail or are paused',
    labelNames: ['webhooks'],
    registers,
    collect() {
      this.reset();
      for (const [webhooks, count] of Object.entries(waiting())) this.set({ webhooks }, count);
    },
  });
  new Gauge({
    name: 'chat_webhook_deliveries_under_way',
    help: 'Tries under way now',
    registers,
    collect() {
      this.set(places.busy);
    },
  });
}
