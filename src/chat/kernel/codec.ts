// Facts in the log, written and read: JSON that people read with the nats CLI, and headers beside it. A reader never throws:
// what it does not know yet is passed on as it is, what is no fact at all is a value, with the reason.
import { z } from 'zod';
import { DEADLINE_HEADER } from '../../shared/once.ts';
import type { RawEntry } from '../../shared/raw-entry.ts';
import { type Entry, type Envelope, type FactKind, identityOf } from './fact.ts';
import type { Expectation, Proposal } from './proposal.ts';
import { placeOf } from './subjects.ts';

/** NATS header that repeats the type, so that the CLI and filters see it without the payload. */
export const TYPE_HEADER = 'Chat-Type';

/** Why an entry is no fact. */
export interface Poison {
  reason: 'bad_subject' | 'not_json' | 'invalid';
  detail: string;
}

/** What an entry of the log is. */
export type Reading<F extends Envelope> =
  /** `entry` as this program understands it; `raw` as the log has it, which differs where an older version was lifted. */
  | { is: 'known'; entry: Entry<F>; raw: Entry }
  /** A sound envelope of a type, or a version, that a newer program writes: passed on and kept. */
  | { is: 'foreign'; raw: Entry }
  /** Stored after its deadline: nobody was told of it. */
  | { is: 'void' }
  | ({ is: 'poison' } & Poison);

export interface Codec<F extends Envelope> {
  read: (raw: RawEntry) => Reading<F>;
  /** The same for a fact that was taken out of the log before: into a row, say. */
  understand: (raw: Entry) => Reading<F>;
  /** Where a fact of a type that it knows stands; undefined for others. */
  subjectOf: (fact: Envelope) => string | undefined;
  /** The sequence of the entry that a fact removes; undefined where it removes none. */
  removedBy: (fact: F) => number | undefined;
  /** The sequence of the entry with which a fact is gone; undefined where it stands for itself. */
  goesWith: (fact: F) => number | undefined;
  /** The newest version that it understands, by type. */
  versions: ReadonlyMap<string, number>;
}

export function createCodec<F extends Envelope>(kinds: Iterable<FactKind>): Codec<F> {
  const byType = new Map([...kinds].map((kind) => [kind.type, kind]));

  const understand = (raw: Entry): Reading<F> => {
    const { type, v, data } = raw.fact;
    const kind = byType.get(type);
    const version = kind?.versions[v - 1];
    if (kind === undefined || version === undefined) return { is: 'foreign', raw };
    const parsed = version.data.safeParse(data);
    if (!parsed.success)
      return { is: 'poison', ...poison('invalid', z.prettifyError(parsed.error)) };
    const newer = kind.versions.slice(v);
    // As it came and not as it was parsed: fields that nobody here knows stay.
    if (newer.length === 0) return { is: 'known', entry: raw as Entry<F>, raw };
    const lifted = newer.reduce<unknown>(
      (older, { lift }) => lift?.(older as never) ?? older,
      data,
    );
    const fact = { ...raw.fact, v: kind.versions.length, data: lifted };
    return { is: 'known', entry: { ...raw, fact } as Entry<F>, raw };
  };

  const read = (raw: RawEntry): Reading<F> => {
    const { seq, at, subject } = raw;
    if (raw.isVoid) return { is: 'void' };
    const fact = envelopeOf(subject, raw.data);
    if ('reason' in fact) return { is: 'poison', ...fact };
    const reading = understand({ seq, at, fact });
    if (reading.is !== 'known' || subjectOf(reading.entry.fact) === subject) return reading;
    return { is: 'poison', ...poison('bad_subject', `${fact.type} was published to ${subject}`) };
  };
  const subjectOf = (fact: Envelope): string | undefined =>
    byType.get(fact.type)?.subject({ room: fact.room, data: fact.data });
  const removedBy = ({ type, data }: F): number | undefined => byType.get(type)?.removes?.(data);
  const goesWith = ({ type, data }: F): number | undefined => byType.get(type)?.goesWith?.(data);
  const versions = new Map([...byType.values()].map((kind) => [kind.type, kind.versions.length]));
  return { read, understand, subjectOf, removedBy, goesWith, versions };
}

const encoder = new TextEncoder();

export const encodeFact = (fact: Envelope): Uint8Array => encoder.encode(JSON.stringify(fact));

/** What is published. */
export interface Part {
  subject: string;
  data: Uint8Array;
  headers: Record<string, string>;
}

/** A guard says nothing: it is void from the start, for every reader. */
const GUARD = { data: encoder.encode('{}'), headers: { [DEADLINE_HEADER]: '0' } };

/**
 * The messages that a proposal is; `msgId` is what the log knows it by. Several are one batch of JetStream's (ADR-50), which
 * is stored whole or not at all: `batch` is a name that no other one has.
 */
export function partsOf(proposal: Proposal, msgId: string, batch: () => string): Part[] {
  const { fact, subject, deadlineMs, rest = [] } = proposal;
  const first = { subject, data: encodeFact(fact), headers: headersOf(proposal, msgId) };
  if (rest.length === 0) return [first];
  const others = rest.map((one): Part => {
    if (one.fact === undefined) {
      const headers = { ...GUARD.headers, ...expectationOf(one.expects) };
      return { subject: one.subject, data: GUARD.data, headers };
    }
    const headers = headersOf({ ...one, fact: one.fact, deadlineMs }, messageId(one.fact));
    return { subject: one.subject, data: encodeFact(one.fact), headers };
  });
  const parts = [first, ...others];
  const id = batch();
  for (const [index, { headers }] of parts.entries()) {
    headers['Nats-Batch-Id'] = id;
    headers['Nats-Batch-Sequence'] = String(index + 1);
    if (index === parts.length - 1) headers['Nats-Batch-Commit'] = '1';
  }
  return parts;
}

/** The headers of what is published; `msgId` is what the log knows it by. */
export const headersOf = (
  { fact, deadlineMs, expects }: Pick<Proposal, 'fact' | 'deadlineMs' | 'expects'>,
  msgId: string,
): Record<string, string> => ({
  'Nats-Msg-Id': msgId,
  [TYPE_HEADER]: fact.type,
  [DEADLINE_HEADER]: String(Math.floor(deadlineMs)),
  ...expectationOf(expects),
});

const expectationOf = (expects: Expectation | undefined): Record<string, string> =>
  expects === undefined
    ? {}
    : {
        'Nats-Expected-Last-Subject-Sequence': String(expects.seq),
        'Nats-Expected-Last-Subject-Sequence-Subject': expects.subject,
      };

/**
 * A fact's identity as JetStream's duplicate window knows it, whose scope is the whole stream. A header loses blanks at its
 * ends, so everything but plain ASCII is percent-encoded; the client id, a UUID, holds no `|`.
 */
export const messageId = (fact: Envelope): string =>
  identityOf(fact).replace(/[^\x21-\x24\x26-\x7e]/gu, encodeURIComponent);

const decoder = new TextDecoder('utf-8', { fatal: true });
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE_MAX = 64;
/** More than any type will have, and what a column of the rows holds. */
const VERSION_MAX = 32_767;
const NAME_MAX = 128;
/** More than any feature nests; what is deeper could not be written again. */
const DEPTH_MAX = 16;

function envelopeOf(subject: string, payload: Uint8Array): Envelope | Poison {
  const place = placeOf(subject);
  if (place === undefined) return poison('bad_subject', `no fact can stand at ${subject}`);
  let text: string;
  let json: unknown;
  try {
    text = decoder.decode(payload);
    json = JSON.parse(text);
  } catch (error) {
    return poison('not_json', String(error));
  }
  if (!isRecord(json)) return poison('invalid', 'the payload is not a JSON object');
  if (!isPlain(text) && !isSound(json, DEPTH_MAX)) {
    return poison('invalid', `not well-formed text, or nested deeper than ${DEPTH_MAX}`);
  }
  const { v, type, user } = json;
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1 || v > VERSION_MAX) {
    return lacks('a version', v);
  }
  if (!isName(type, TYPE_MAX)) return lacks('a type', type);
  const id = typeof json['id'] === 'string' ? json['id'].toLowerCase() : json['id'];
  if (typeof id !== 'string' || !UUID.test(id)) return lacks('an id (UUID)', id);
  if (!isRecord(user) || !isName(user['id'], NAME_MAX) || !isName(user['name'], NAME_MAX)) {
    return lacks('a user', user);
  }
  if (json['room'] !== place.room) {
    return poison('invalid', `room ${JSON.stringify(json['room'])} was published to ${subject}`);
  }
  if (!('data' in json)) return lacks('data', undefined);
  return { ...json, id } as Envelope;
}

const lacks = (what: string, found: unknown): Poison =>
  poison('invalid', `there is no ${what}, but ${JSON.stringify(found)}`);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (value: unknown, max: number): value is string =>
  typeof value === 'string' && value !== '' && value.length <= max;

/** As nearly all are: without escapes by number, which alone can bring what is not sound, and with too few brackets to nest. */
function isPlain(text: string): boolean {
  if (text.includes('\\u')) return false;
  let brackets = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++brackets > DEPTH_MAX) return false;
    }
  }
  return true;
}

/** Postgres takes no NUL, UTF-8 no lone surrogate: whoever wrote those wrote no fact. */
function isSound(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !value.includes('\u0000') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  for (const [key, inner] of Object.entries(value)) {
    if (!isSound(key, 0) || !isSound(inner, depth - 1)) return false;
  }
  return true;
}

/** Details quote what was written: bounded, without what Postgres cannot hold. */
const poison = (reason: Poison['reason'], detail: string): Poison => ({
  reason,
  // Cut before it is mended: a cut may part a pair of surrogates.
  detail: detail.slice(0, 500).replaceAll('\u0000', '\\0').toWellFormed(),
});
