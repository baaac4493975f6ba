// What was sent to a hook, as a message: alerts in a shape of their own, anything else in Slack's. It is JSON, or a form with JSON in
// its field `payload`, whatever its Content-Type says: `curl -d` calls JSON a form. Pure.
// Invariant: of two deliveries only those are taken for one that read the same in the room, and say the same of the same alerts.
import { createHash } from 'node:crypto';
import type { SaidAs } from '../../chat/message/said-as.ts';
import { LIMITS } from '../../shared/wire/limits.ts';
import { notificationOf } from './alerts.ts';
import { cutText } from './cut-text.ts';
import { type Said, saidBySlack } from './slack.ts';

export interface Delivery {
  /** As it is posted: as long as a message may be. */
  text: string;
  as?: SaidAs;
  /** What tells it from others. */
  digest: string;
  /** The same within so long is the same once more, milliseconds. */
  windowMs: number;
}

/** In the words of Slack's answers. */
export type Unread = { problem: 'invalid_payload' | 'no_text' };

/**
 * Who sends alerts waits for up to a minute and a half before it tries again, and reminds people after five at the soonest, unless
 * it was told otherwise.
 */
export const ALERTS_WINDOW_MS = 120_000;
/** A program that lost the answer tries again at once; a person who says a thing twice takes a moment. */
export const OTHERS_WINDOW_MS = 5_000;

export function deliveryOf(body: string): Delivery | Unread {
  const json = objectIn(body);
  if (json === undefined) return { problem: 'invalid_payload' };
  const notification = notificationOf(json);
  const { text, as }: Said = notification ?? saidBySlack(json);
  // What no message can hold is left out of it.
  const sound = text.toWellFormed().replaceAll('\u0000', '').trim();
  if (sound === '') return { problem: 'no_text' };
  return {
    text: cutText(sound, LIMITS.textMax),
    ...(as && { as }),
    digest: digestOf([sound, as ?? null, notification?.identity ?? null]),
    windowMs: notification === undefined ? OTHERS_WINDOW_MS : ALERTS_WINDOW_MS,
  };
}

const digestOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');

function objectIn(body: string): object | undefined {
  const said = body.trim();
  return parse(said) ?? parse(new URLSearchParams(said).get('payload') ?? '');
}

function parse(text: string): object | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    // What is no JSON is answered so, whatever it is.
    return undefined;
  }
}
