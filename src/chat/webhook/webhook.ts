// What a webhook is, as the last fact about it says: pure, without a library. It tells a program outside of the chat what
// happens in one room, and is known to the room's owners alone: its address may be a secret by itself. A room has a few places
// for webhooks, so that the log itself refuses one too many, and all of a room are found without a search (docs/adr/0039).
import type { User } from '../../shared/wire/objects.ts';
import type { State } from '../kernel/command.ts';
import { webhookSubject } from '../kernel/subjects.ts';

/** Beside these what newer versions say. */
export interface Webhook {
  /** A UUID, in small letters (id.ts). Its secret follows from it. */
  id: string;
  room: string;
  /** Its place among those of the room, from 1 on. */
  slot: number;
  url: string;
  /** Which of {@link WEBHOOK_EVENTS} are told. */
  events: readonly string[];
  /** Who made it. */
  by: User;
  /** When, by the log's clock, milliseconds since 1970. */
  made?: number | undefined;
  /** Who answers for it, where that is not its maker, since then (hearing.ts). */
  answers?: readonly Answerer[] | undefined;
  /** `on`, `paused` or `revoked`; where only a newer version knows it nothing is sent. */
  state: string;
  /** What could not be delivered so far, where that is so. */
  failing?: Failing | undefined;
  /** What never will be by itself. */
  givenUp?: GivenUp | undefined;
  again?: Again | undefined;
}

/** Since when: milliseconds since 1970, by the log's clock. */
export interface Answerer {
  user: User;
  at: number;
}

export interface Failing {
  /** Of what cannot be delivered: what comes behind it waits. */
  seq: number;
  /** Since when nothing was delivered, milliseconds since 1970. */
  since: number;
  /** How often this one was tried. */
  attempts: number;
  /** When it is tried next. */
  next: number;
  /** In words. */
  error: string;
}

export interface GivenUp {
  /** How many, since somebody last had them sent again. */
  count: number;
  /** Sequences of the last of them, in their order. */
  last: readonly number[];
  /** When the last one was, milliseconds since 1970. */
  at: number;
  error: string;
}

/** What was given up and is to be sent once more. */
export interface Again {
  /** Of the command that asked for it. */
  id: string;
  /** In their order. */
  seqs: readonly number[];
}

/** What can be told, by the kind of fact that it is. A message's own are told from `.message`, all others from `.change`. */
export const WEBHOOK_EVENTS: Readonly<Record<string, string>> = {
  'message.posted': 'MessagePosted',
  'message.edited': 'MessageEdited',
  'message.deleted': 'MessageDeleted',
  'message.pinned': 'MessagePinned',
  'message.unpinned': 'MessageUnpinned',
  'reaction.added': 'ReactionAdded',
  'reaction.removed': 'ReactionRemoved',
};
export const POSTED = 'message.posted';

export const WEBHOOK_LIMITS = {
  /** Places of a room. */
  slots: 10,
  urlMax: 2_048,
  /** Sequences that are remembered of those that were given up. */
  givenUpMax: 100,
  /** So long after it was made its maker is told the secret. */
  secretMs: 600_000,
} as const;

/** The places of a room: the subjects of all webhooks that it has, and has room for. */
export const webhookSubjects = (room: string): string[] =>
  Array.from({ length: WEBHOOK_LIMITS.slots }, (_, index) => webhookSubject(room, index + 1));

/** Of the last entry of its subject; undefined where there never was one, or where nobody here understands it. */
export const webhookOf = ({ fact }: State): Webhook | undefined =>
  saysWebhook(fact?.data) ? fact.data.webhook : undefined;

export const isRevoked = ({ state }: Webhook): boolean => state === 'revoked';

/** Why nothing can be sent to an address, whatever is there; undefined where it may be tried. */
export function urlProblem(text: string): string | undefined {
  const url = parsed(text);
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return 'the address begins with https:// or http://, as in https://example.org/hook';
  }
  if (url.username !== '' || url.password !== '') {
    return 'the address has no user and password in it: the signature says who sends';
  }
  return Math.max(url.href.length, text.length) > WEBHOOK_LIMITS.urlMax
    ? `an address has at most ${WEBHOOK_LIMITS.urlMax} characters`
    : undefined;
}

/** An address as it is kept: in one spelling, of plain ASCII. */
export const normalUrl = (text: string): string => parsed(text)?.href ?? text;

function parsed(text: string): URL | undefined {
  try {
    return new URL(text.trim());
  } catch {
    // It is none: said by who asked.
    return undefined;
  }
}

/** Whether data of a fact say what a webhook is. */
export const saysWebhook = (data: unknown): data is { webhook: Webhook } =>
  isObject(data) && isObject(data['webhook']) && isWebhook(data['webhook']);

const isWebhook = ({ id, room, slot, url, state, events, by }: Record<string, unknown>): boolean =>
  [id, room, url, state].every((text) => typeof text === 'string') &&
  typeof slot === 'number' &&
  Array.isArray(events) &&
  isObject(by);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
