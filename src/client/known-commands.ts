// The commands that this client sends: their fields, what a gateway must take for them, and how storage has them. Pure.
// Invariant: whoever reads what another version kept sends it as it was meant or not at all; a program that knows posts of
// a text alone reads those, and sees nothing else that it could take for one.
import type { ChatCommand } from '../chat/commands.ts';
import { isRecord } from './records.ts';

type Check = (value: unknown) => boolean;
type Fields = Record<string, unknown>;

export interface CommandShape {
  /** What the command says beside `type`, `id` and `room`; a field that may be missing takes `undefined`. */
  fields: Readonly<Record<string, Check>>;
  /** Fields that were added after the command was first released: `welcome.commands` says who takes them. */
  added?: readonly string[];
  /** It concerns no room. */
  roomless?: true;
  /** Whoever is not in the room sends it as well. */
  anywhere?: true;
}

/** A command without a line here, or with a field that no check stands for, does not compile. */
type ShapesOf<C extends ChatCommand> = {
  readonly [T in C['type']]: CommandShape & {
    fields: Record<Exclude<keyof Extract<C, { type: T }>, 'type' | 'id' | 'room'>, Check>;
  } & (Extract<C, { type: T }> extends { room: string } ? unknown : { roomless: true });
};

const isString: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isSequence: Check = (value) => Number.isSafeInteger(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isStrings: Check = (value) => Array.isArray(value) && value.every(isString);
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const maybeSequence = maybe(isSequence);
/** A field with one of these names a place in the log: in another log something else stands there. */
const PLACES: ReadonlySet<Check | undefined> = new Set([isSequence, maybeSequence]);

const SHAPES: ShapesOf<ChatCommand> = {
  post: {
    fields: { text: isString, replyTo: maybeSequence, as: maybe(isRecord) },
    added: ['replyTo', 'as'],
  },
  edit: { fields: { target: isSequence, text: isString } },
  delete: { fields: { target: isSequence } },
  react: { fields: { target: isSequence, emoji: isString, on: isFlag } },
  pin: { fields: { target: isSequence, on: isFlag } },
  rename: { fields: { name: isString }, roomless: true },
  create: {
    anywhere: true,
    fields: {
      kind: isString,
      title: maybe(isString),
      topic: maybe(isString),
      members: maybe(isStrings),
    },
  },
  change: {
    anywhere: true,
    fields: {
      title: maybe(isString),
      topic: maybe(isString),
      kind: maybe(isString),
      slowModeSeconds: maybe(isNumber),
      archived: maybe(isFlag),
    },
  },
  member: {
    anywhere: true,
    fields: { user: isString, do: isString, until: maybe(isNumber), role: maybe(isString) },
  },
  bot: {
    roomless: true,
    fields: {
      bot: isString,
      name: isString,
      kind: isString,
      rooms: isStrings,
      sha256: isString,
    },
  },
  revoke: { roomless: true, fields: { bot: isString } },
  webhook: {
    anywhere: true,
    fields: {
      do: isString,
      webhook: maybe(isString),
      url: maybe(isString),
      events: maybe(isStrings),
      seq: maybeSequence,
    },
  },
};

/** A command on its way. */
export interface PendingCommand {
  /** The frame. Its id is a UUIDv7: the same id again is the same command, on any gateway, next week too. */
  command: ChatCommand;
  /** Whether a gateway may have seen it: then it keeps its id whatever happens. */
  sent: boolean;
  /** The log in which it counts, where it names a place in one. */
  epoch?: string | undefined;
}

/** The same as storage has it: JSON, to be given back as it was given. */
export interface StoredCommand {
  id: string;
  sent: boolean;
  readonly [field: string]: unknown;
}

export interface KnownCommands {
  /** What a gateway must take so that it can obey: the type, and each added field as `type.field`. */
  needs: (command: ChatCommand) => string[];
  /** Whether one has to be in its room. */
  isOfInside: (command: ChatCommand) => boolean;
  /** Whether it names a place in the log, and so is meant for that log alone. */
  namesPlace: (command: ChatCommand) => boolean;
  toStored: (pending: PendingCommand) => StoredCommand;
  /** Undefined for what this version does not know: it is another's, and stays where it is. */
  fromStored: (stored: unknown) => PendingCommand | undefined;
}

export function createKnownCommands(
  shapes: Readonly<Record<string, CommandShape>> = SHAPES,
): KnownCommands {
  const needs = (command: ChatCommand): string[] => {
    const added = shapes[command.type]?.added ?? [];
    return [
      command.type,
      ...added.filter((field) => field in command).map((field) => `${command.type}.${field}`),
    ];
  };
  const isKnown = (frame: Fields): frame is Fields & ChatCommand => {
    const { type, id, room, ...said } = frame;
    if (typeof type !== 'string' || !isString(id)) return false;
    const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
    if (shape === undefined) return false;
    const { fields, roomless = false } = shape;
    if (roomless ? room !== undefined : !isString(room)) return false;
    return (
      Object.keys(said).every((field) => Object.hasOwn(fields, field)) &&
      Object.entries(fields).every(([field, check]) => check(said[field]))
    );
  };
  return {
    needs,
    isOfInside: ({ type }) => shapes[type]?.anywhere !== true,
    namesPlace: (command) => {
      const fields = shapes[command.type]?.fields ?? {};
      return Object.entries(command).some(
        ([field, value]) => value !== undefined && PLACES.has(fields[field]),
      );
    },
    toStored: ({ command, sent, epoch }) => {
      const isPlainPost = command.type === 'post' && needs(command).length === 1;
      if (isPlainPost) return { ...command, sent };
      return { id: command.id, command, sent, ...(epoch !== undefined && { epoch }) };
    },
    fromStored: (stored) => {
      if (!isRecord(stored) || typeof stored.sent !== 'boolean') return undefined;
      const { sent, command, ...flat } = stored;
      const { epoch } = stored;
      // The first versions kept posts alone, without a type.
      const frame = command === undefined ? { type: 'post', ...flat } : command;
      if (!isRecord(frame) || !isKnown(frame)) return undefined;
      return { command: frame, sent, ...(typeof epoch === 'string' && { epoch }) };
    },
  };
}
