// The facts in the log and how they are written and read. The payload is JSON that people read with the
// nats CLI; readers upcast old versions; what nobody understands is a value here, never an exception.
import { z } from 'zod';
import { messageText, type User } from './protocol.ts';
import { roomOf } from './subjects.ts';

/** The version that this program writes. */
export const EVENT_VERSION = 1;
/** NATS header that repeats the type, so that the CLI and filters see it without the payload. */
export const TYPE_HEADER = 'Chat-Type';

const named = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !text.includes('\u0000') && text.isWellFormed(), 'not well-formed text');

const user = z.object({ id: named(128), name: named(128) });

const messagePosted = z.object({
  v: z.literal(EVENT_VERSION),
  id: z.uuid(),
  type: z.literal('MessagePosted'),
  room: z.string(),
  user,
  data: z.object({ text: messageText }),
});

const schemas = { MessagePosted: messagePosted } as const;
export type ChatEvent = z.output<typeof messagePosted>;
export type EventType = keyof typeof schemas;

/** An event as the log holds it. */
export interface StoredEvent {
  /** Stream sequence: the room's order and every cursor. */
  seq: number;
  /** The stream's own timestamp, ISO 8601 with milliseconds, UTC. */
  at: string;
  event: ChatEvent;
}

/** Why an entry of the log is not an event this program understands. */
export interface Unreadable {
  reason: 'bad_subject' | 'not_json' | 'unknown_version' | 'unknown_type' | 'invalid';
  detail: string;
}
export type Reading = { ok: true; event: ChatEvent } | ({ ok: false } & Unreadable);

/** Lifts a payload of the version it is filed under to the next one. Pure. */
export type Upcaster = (payload: Record<string, unknown>) => Record<string, unknown>;
/** By version: how to get from it to the version after it. Version 1 is the first, so none yet. */
const UPCASTERS: ReadonlyMap<number, Upcaster> = new Map();

/** A new fact, ready to be appended. */
export function messagePostedEvent(fact: {
  id: string;
  room: string;
  user: User;
  text: string;
}): ChatEvent {
  const { id, room, user, text } = fact;
  return { v: EVENT_VERSION, id, type: 'MessagePosted', room, user, data: { text } };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export const encodeEvent = (event: ChatEvent): Uint8Array => encoder.encode(JSON.stringify(event));

/** Reads one entry of the log. Never throws: an entry may come from anybody who may publish. */
export function decodeEvent(
  subject: string,
  payload: Uint8Array,
  upcasters: ReadonlyMap<number, Upcaster> = UPCASTERS,
): Reading {
  const room = roomOf(subject);
  if (room === undefined) return unreadable('bad_subject', `${subject} names no room`);
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(payload));
  } catch (error) {
    return unreadable('not_json', String(error));
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return unreadable('invalid', 'the payload is not a JSON object');
  }
  const current = upcast(json as Record<string, unknown>, upcasters);
  if (current === undefined) {
    return unreadable('unknown_version', `version ${JSON.stringify((json as { v?: unknown }).v)}`);
  }
  const type = current['type'];
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) {
    return unreadable('unknown_type', `type ${JSON.stringify(type)}`);
  }
  const parsed = schemas[type as EventType].safeParse(current);
  if (!parsed.success) return unreadable('invalid', z.prettifyError(parsed.error));
  if (parsed.data.room !== room) {
    return unreadable('invalid', `room ${parsed.data.room} was published to ${subject}`);
  }
  return { ok: true, event: parsed.data };
}

function upcast(
  json: Record<string, unknown>,
  upcasters: ReadonlyMap<number, Upcaster>,
): Record<string, unknown> | undefined {
  let current = json;
  let version = current['v'];
  while (version !== EVENT_VERSION) {
    const step = typeof version === 'number' ? upcasters.get(version) : undefined;
    if (step === undefined || typeof version !== 'number') return undefined;
    version += 1;
    current = { ...step(current), v: version };
  }
  return current;
}

/** Error texts quote what was sent: bounded, without what Postgres cannot hold. */
const unreadable = (reason: Unreadable['reason'], detail: string): Reading => ({
  ok: false,
  reason,
  detail: detail.replaceAll('\u0000', '\\0').toWellFormed().slice(0, 500),
});

/** Nanoseconds since 1970, as the decimal digits NATS sends, to ISO 8601 with milliseconds. */
export const isoFromNanos = (digits: string): string =>
  new Date(Number(digits.slice(0, -6))).toISOString();

/** A stored entry's time as NATS' API writes it (RFC 3339), cut to milliseconds, as {@link isoFromNanos} cuts it. */
export const isoFromRfc3339 = (stamp: string): string => {
  const [seconds = '', fraction = ''] = stamp.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
};
