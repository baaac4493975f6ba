// What a fact is: an envelope that every version of this program understands, and data that belongs to its type. Types and
// versions come and go with features; the envelope never changes. Fields that a program does not know stay where they are.
import type { z } from 'zod';
import type { User } from '../../shared/wire/objects.ts';

export interface Envelope {
  /** Version of the type's data. */
  v: number;
  /** The client's id of the command that led to it: a UUID, in small letters. */
  id: string;
  /** What happened, in the past tense. */
  type: string;
  /** Where it happened; facts that concern no room have none. */
  room?: string;
  user: User;
  data: unknown;
}

/** A fact of a room. */
export type InRoom<F extends Envelope = Envelope> = F & { room: string };

/** A fact as the log holds it. */
export interface Entry<F extends Envelope = Envelope> {
  /** Stream sequence: the room's order and every cursor. */
  seq: number;
  /** The stream's own timestamp, ISO 8601 with milliseconds, UTC. */
  at: string;
  fact: F;
}

/** How the data of one version looks. Readers are tolerant: a schema is a loose object, what it does not name stays. */
export interface Version<Data = unknown> {
  data: z.ZodType<Data>;
  /** From the data of the version before. Pure and total. */
  lift?: (older: never) => unknown;
}

/** A room's name, or nothing where facts concern no room. */
type Room = string | undefined;

/** A type of facts: `versions[0]` is version 1, the last one is what this program writes. */
export interface FactKind<Type extends string = string, Data = unknown, R extends Room = Room> {
  type: Type;
  /** Where a fact of it stands in the log (subjects.ts). Nowhere else is it one. */
  subject(about: { room: R; data: Data }): string;
  versions: readonly [...Version[], Version<Data>];
  /** The sequence of the entry that is to be taken for gone from then on, whether the log still has it or not. */
  removes?(data: Data): number;
  /** The sequence of the entry with which it is gone, too. */
  goesWith?(data: Data): number;
}

/** A type of facts that happen in a room. */
export const defineFact = <const Type extends string, Data>(
  kind: FactKind<Type, Data, string>,
): FactKind<Type, Data, string> => kind;

/** A type of facts that concern no room: told to nobody but the person whose they are. */
export const defineRoomlessFact = <const Type extends string, Data>(
  kind: FactKind<Type, Data, undefined>,
): FactKind<Type, Data, undefined> => kind;

/** The facts of a kind, as written and read by this program. */
export type FactOf<Kind> =
  Kind extends FactKind<infer Type, infer Data, infer R>
    ? Envelope & { type: Type; data: Data } & (R extends string
          ? { room: string }
          : { room?: never })
    : never;

/** A new fact, ready to be appended. */
export const makeFact = <Type extends string, Data>(
  kind: FactKind<Type, Data, string>,
  about: { id: string; room: string; user: User; data: Data },
): Envelope & { type: Type; room: string; data: Data } => {
  const { id, room, user, data } = about;
  return { v: kind.versions.length, id: id.toLowerCase(), type: kind.type, room, user, data };
};

export const makeRoomlessFact = <Type extends string, Data>(
  kind: FactKind<Type, Data, undefined>,
  { id, user, data }: { id: string; user: User; data: Data },
): Envelope & { type: Type; room?: never; data: Data } => ({
  v: kind.versions.length,
  id: id.toLowerCase(),
  type: kind.type,
  user,
  data,
});

/**
 * The id of the n-th of what is stored beside a command's fact: of the same time, always the same one, and no command's: those
 * are of version 7, also where a client counts them up by one.
 */
export const derivedId = (id: string, n: number): string => {
  const tail = (BigInt(`0x${id.slice(-12)}`) ^ BigInt(n)).toString(16).padStart(12, '0');
  return `${id.slice(0, 14)}8${id.slice(15, -12)}${tail}`;
};

export const isInRoom = (entry: Entry): entry is Entry<InRoom> => entry.fact.room !== undefined;

/** One `(user, client id)` is one fact, for good (P3). */
export const identityOf = ({ user, id }: Pick<Envelope, 'user' | 'id'>): string =>
  `${user.id}|${id}`;
