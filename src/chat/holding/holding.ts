// What somebody has made that takes something from everybody: bots, which take names, and webhooks, which take places in the log's
// server. It says which there were when they last made one; what was revoked since takes nothing any more, so it is left out by whoever
// reads it, and a revocation need not know whose limit it eases. Pure, without a library.
import type { State } from '../kernel/command.ts';

/** A webhook by where it stands. */
export interface HeldWebhook {
  room: string;
  slot: number;
  id: string;
}

/** Beside these what newer versions say. */
export interface Holding {
  bots: readonly string[];
  webhooks: readonly HeldWebhook[];
}

const NOTHING: Holding = { bots: [], webhooks: [] };

/** Of the last entry of its subject. */
export const holdingOf = ({ fact }: State): Holding =>
  saysHolding(fact?.data) ? fact.data.holding : NOTHING;

const saysHolding = (data: unknown): data is { holding: Holding } =>
  isObject(data) &&
  isObject(data['holding']) &&
  Array.isArray(data['holding']['bots']) &&
  Array.isArray(data['holding']['webhooks']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
