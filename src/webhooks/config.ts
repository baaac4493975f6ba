// What the program that delivers webhooks reads from its environment.
import { z } from 'zod';
import { commonEnv, csv, integer, natsEnv } from '../shared/env.ts';
import { addressRules } from './address.ts';
import { SCHEDULE_SECONDS } from './schedule.ts';

export const webhooksEnv = z.object({
  ...commonEnv,
  ...natsEnv,
  /** What the secrets of webhooks are made of; the gateways have the same. */
  WEBHOOK_SECRET: z.string().min(32, 'must have at least 32 characters'),
  /** The one before, where that was changed: what was made by it goes on being verified by it. */
  OLD_WEBHOOK_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  /** Names, addresses and ranges that may be reached though they are not of the public internet. */
  WEBHOOK_ALLOW: csv.refine((list) => addressRules(list) !== undefined, {
    error: 'must be host names, addresses or ranges such as 10.1.0.0/16, comma separated',
  }),
  /** So many are served, those that were made first: each is a consumer of the log. */
  WEBHOOKS_MAX: integer(1, 2_000, 200),
  /**
   * Deliveries under way at once, to everybody and to one host. Of each webhook one is, and one of what is sent again: with a place
   * for each, who names many hosts that are slow holds up nobody.
   */
  WEBHOOK_CONNECTIONS_MAX: integer(1, 4_000, 256),
  WEBHOOK_HOST_CONNECTIONS_MAX: integer(1, 1_000, 4),
  /** A receiver that has not answered by then has not answered. */
  WEBHOOK_TIMEOUT_MS: integer(100, 30_000, 10_000),
  /** How long to wait after each try that failed; after the last one a delivery is given up. */
  WEBHOOK_RETRY_SECONDS: csv
    .prefault(SCHEDULE_SECONDS.join(','))
    .refine(
      (list) => list.length > 0 && list.every((text) => /^\d{1,6}(\.\d{1,3})?$/.test(text)),
      'must be seconds such as 5,60,300',
    )
    .transform((list) => list.map((text) => Number(text) * 1_000)),
});
export type WebhooksConfig = z.output<typeof webhooksEnv>;
