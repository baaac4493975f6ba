// Getting commands into the log: sends what the outbox lets go, and decides what each answer means. Pure.
// Invariants: a command ends in exactly one of stored or unsent, and is unsent only when it is certain; what names a place in
// one log goes into no other.
import type { ChatCommand } from '../chat/commands.ts';
import { timeOfId } from '../shared/ids.ts';
import type { ErrorFrame } from '../shared/wire/frames.ts';
import { aboutOf, roomOf } from './api.ts';
import { backoffMs } from './backoff.ts';
import type { Effects } from './effects.ts';
import { ChatError } from './errors.ts';
import type { KnownCommands, PendingCommand } from './known-commands.ts';
import { Outbox, type OutboxEntry, type Way } from './outbox.ts';
import { type IdMaker, isPastId, pastId } from './uuid7.ts';

/** How far in the future a gateway lets an id be (docs/PROTOCOL.md, `clock`), less a second of doubt. */
const CLOCK_TOLERANCE_MS = 9_000;
/**
 * An id less far ahead is waited for. Another tab may have sent the command just now, to a gateway that took the id as
 * it is: under a second id it would be a second message.
 */
const WAITED_FOR_MS = 20_000;

export interface SendingOptions {
  effects: Effects;
  random: () => number;
  newId: IdMaker;
  known: KnownCommands;
  /** Commands of one room in flight at once; see {@link Outbox}. */
  perRoom: number;
  /** What `now` lacks of the time of day before a server told its own. */
  clockOffsetMs: number;
}

export class Sending {
  readonly outbox: Outbox;
  /** The server's time of day minus `now`, milliseconds, as the last `welcome` told. */
  clockOffsetMs: number;
  readonly #effects: Effects;
  readonly #random: () => number;
  readonly #newId: IdMaker;
  readonly #known: KnownCommands;

  constructor({ effects, random, newId, known, perRoom, clockOffsetMs }: SendingOptions) {
    this.clockOffsetMs = clockOffsetMs;
    this.outbox = new Outbox({ perRoom });
    this.#effects = effects;
    this.#random = random;
    this.#newId = newId;
    this.#known = known;
  }

  /** An id for a command given now, by the server's clock as far as it is known. */
  newId(now: number): string {
    return this.#newId(now + this.clockOffsetMs);
  }

  /** What an earlier process or another tab left. What is of a newer version stays in the storage, for that version. */
  load(stored: readonly unknown[]): void {
    const all = stored
      .map((one) => this.#known.fromStored(one))
      .filter((pending) => pending !== undefined);
    const ids = new Set(all.map(({ command }) => command.id));
    for (const pending of all) {
      const { id } = pending.command;
      // Whoever renamed it was cut off before the first id was forgotten.
      if (id !== pastId(id) && ids.has(pastId(id))) this.#effects.add({ do: 'forget', id });
      else this.outbox.add(pending);
    }
  }

  /** `epoch`: the log that the person had before them, where anybody knows. */
  add(command: ChatCommand, epoch: string | undefined): void {
    const pending = {
      command,
      sent: false,
      epoch: this.#known.namesPlace(command) ? epoch : undefined,
    };
    this.outbox.add(pending);
    this.#keep(pending);
  }

  /** Sends what may be sent now, into the log that `epoch` names. */
  pump(now: number, way: Way, epoch: string): void {
    for (const entry of this.outbox.list()) {
      if ((entry.epoch ?? epoch) !== epoch) this.giveUp(entry.command.id, otherLog());
    }
    for (const entry of this.outbox.take(now, way)) {
      const isFirst = !entry.sent;
      entry.sent = true;
      if (this.#known.namesPlace(entry.command)) entry.epoch = epoch;
      // Kept before it leaves: after a crash a command that may be stored must not get another id.
      if (isFirst) this.#keep(entry);
      this.#effects.send(entry.command);
    }
  }

  /** The room's log lost its end: whatever names a place in it may name one that is given anew. */
  logCut(room: string): void {
    for (const { command } of this.outbox.list(room)) {
      if (this.#known.namesPlace(command)) this.giveUp(command.id, otherLog());
    }
  }

  /** It is in the log. */
  stored(stored: { id: string; seq: number; duplicate?: true }): void {
    const entry = this.outbox.remove(stored.id);
    if (entry === undefined) return;
    this.#effects.add({ do: 'forget', id: stored.id });
    this.#effects.resolve(`command:${entry.firstId}`, stored);
  }

  /** A command of ours is in the log under this id, which another tab may have given it. */
  seen(id: string): void {
    if (!isPastId(id) || this.outbox.get(id) !== undefined) return;
    const entry = this.outbox.list().find(({ command }) => pastId(command.id) === id);
    if (entry !== undefined) this.#rename(entry, id);
  }

  /** A gateway said no, or not now. */
  refused(entry: OutboxEntry, frame: ErrorFrame, now: number): void {
    const { code, message, retry, retryAfterMs } = frame;
    if (code === 'clock') {
      this.#clockRefused(entry, now);
      return;
    }
    if (!retry) {
      this.giveUp(entry.command.id, new ChatError(code, message));
      return;
    }
    if (code === 'unsupported') {
      this.outbox.holdBack(entry);
      return;
    }
    // A rate limit is checked before anything is stored; after any other answer it may be in the log.
    if (code !== 'rate') entry.uncertain = true;
    const random = this.#random();
    const until = now + backoffMs({ attempt: entry.refusals, retryAfterMs, random });
    this.outbox.postpone(entry, until);
    if (code === 'rate' || code === 'full') this.outbox.pause(until);
  }

  giveUp(id: string, error: ChatError): void {
    const entry = this.outbox.remove(id);
    if (entry === undefined) return;
    this.#effects.add({ do: 'forget', id });
    this.#effects.reject(`command:${entry.firstId}`, error);
    this.#effects.emit('unsent', { ...aboutOf(entry.command), error });
  }

  /** Of a room that one is not in any more: what is done from outside goes on. */
  giveUpRoom(room: string, error: ChatError): void {
    for (const { command } of this.outbox.list(room)) {
      if (this.#known.isOfInside(command)) this.giveUp(command.id, error);
    }
  }

  /** The id lies in the server's future, so this try stored nothing. */
  #clockRefused(entry: OutboxEntry, now: number): void {
    const { id } = entry.command;
    const aheadMs = timeOfId(id) - (now + this.clockOffsetMs);
    if (entry.uncertain || isPastId(id) || aheadMs < WAITED_FOR_MS) {
      // An earlier try may have stored it: the id stays, and is sent again once its time has come.
      const early = Math.max(aheadMs - CLOCK_TOLERANCE_MS, 1_000);
      this.outbox.postpone(entry, now + Math.min(early, 30_000));
      return;
    }
    this.outbox.postpone(entry, now);
    this.#rename(entry, pastId(id));
  }

  #rename(entry: OutboxEntry, to: string): void {
    const { id: from } = entry.command;
    const room = roomOf(entry.command);
    this.outbox.rename(from, to);
    entry.sent = false;
    const stored = this.#known.toStored(entry);
    this.#effects.add({ do: 'rename', from, stored });
    this.#effects.emit('renamed', { from, to, room });
  }

  #keep(pending: PendingCommand): void {
    this.#effects.add({ do: 'keep', stored: this.#known.toStored(pending) });
  }
}

const otherLog = () =>
  new ChatError(
    'other_log',
    'The server’s log was made anew meanwhile: the message that this was about is gone from it.',
  );
