// The commands on their way: queued, sent, sent again. Pure. Invariants: a room's commands are sent in the order in which
// they were given, but for those that wait for a newer gateway: what is of another type goes past them, never of their own.
// A command that a gateway may have stored keeps its id for good.
import type { ChatCommand } from '../chat/commands.ts';
import { roomOf } from './api.ts';
import type { PendingCommand } from './known-commands.ts';

/** Commands one queue holds; the next one is refused (a queue without a bound hides an outage). */
export const OUTBOX_MAX = 1000;
/** Commands in flight over all rooms: bounds what one lost connection sends again. */
export const IN_FLIGHT_MAX = 16;
/** A gateway answers within 15 s (it retries the log that long); silence past this is a lost answer. */
export const ANSWER_WITHIN_MS = 30_000;

export interface OutboxEntry extends PendingCommand {
  /** The id it was given first; whoever gave it was promised its result under this one. */
  readonly firstId: string;
  /** Whether an earlier try may have stored it: then it is never given another id. */
  uncertain: boolean;
  /** When the answer is overdue, milliseconds; undefined while it waits to be sent. */
  answerBy: number | undefined;
  /** Not sent before, milliseconds. */
  notBefore: number;
  /** Tries that were answered "later". */
  refusals: number;
  /** The gateway of this connection does not know it, whatever it said of itself. */
  unsupported: boolean;
}

/** What may go over the connection of now. */
export interface Way {
  isLive: (room: string) => boolean;
  /** Whether it needs that: what is done to a room is done from anywhere. */
  isOfInside: (command: ChatCommand) => boolean;
  /** Whether this gateway takes such a command. */
  takes: (command: ChatCommand) => boolean;
}

export interface OutboxOptions {
  /**
   * Commands of one room in flight at once. 1 keeps their order whatever happens; more is faster over
   * a long way, and a message that had to be sent again may then come after its successor.
   */
  perRoom: number;
}

export class Outbox {
  readonly #perRoom: number;
  readonly #entries = new Map<string, OutboxEntry>();
  #pausedUntil = 0;

  constructor({ perRoom }: OutboxOptions) {
    this.#perRoom = perRoom;
  }

  get full(): boolean {
    return this.#entries.size >= OUTBOX_MAX;
  }

  /** Every command on its way, of one room or of all, in order. */
  list(room?: string): OutboxEntry[] {
    const all = [...this.#entries.values()];
    return room === undefined ? all : all.filter(({ command }) => roomOf(command) === room);
  }

  get(id: string): OutboxEntry | undefined {
    return this.#entries.get(id);
  }

  add({ command, sent, epoch }: PendingCommand): void {
    this.#entries.set(command.id, {
      command,
      sent,
      epoch,
      firstId: command.id,
      uncertain: sent,
      answerBy: undefined,
      notBefore: 0,
      refusals: 0,
      unsupported: false,
    });
  }

  remove(id: string): OutboxEntry | undefined {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    return entry;
  }

  /** What may be sent now, marked as in flight. */
  take(now: number, way: Way): OutboxEntry[] {
    if (now < this.#pausedUntil) return [];
    const taken: OutboxEntry[] = [];
    const free = this.#free(now);
    for (const entry of this.#heads(way)) {
      if (taken.length >= free) break;
      if (entry.notBefore > now) continue;
      entry.answerBy = now + ANSWER_WITHIN_MS;
      taken.push(entry);
    }
    return taken;
  }

  /** Waits with one command, and so with those of its room behind it. */
  postpone(entry: OutboxEntry, notBefore: number): void {
    entry.answerBy = undefined;
    entry.notBefore = notBefore;
    entry.refusals += 1;
  }

  /** Waits with all of them: the limit that was hit is the user's or the log's, not the command's. */
  pause(until: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
  }

  /** Keeps it for another connection: the gateway of this one did nothing with it, and never will. */
  holdBack(entry: OutboxEntry): void {
    entry.answerBy = undefined;
    entry.unsupported = true;
  }

  /** The connection is gone: whatever was in flight may have been stored. */
  lost(): void {
    for (const entry of this.#entries.values()) {
      giveUpAnswer(entry);
      entry.unsupported = false;
    }
  }

  /** Gives a command that is certainly not stored another id, in the same place of the order. */
  rename(id: string, newId: string): void {
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) {
      if (entry.command.id === id) entry.command = { ...entry.command, id: newId };
      this.#entries.set(entry.command.id, entry);
    }
  }

  /** When `take` may give something, or an answer is overdue. */
  dueAt(way: Way): number | undefined {
    let due = Number.POSITIVE_INFINITY;
    let inFlight = 0;
    for (const { answerBy } of this.#entries.values()) {
      if (answerBy === undefined) continue;
      inFlight += 1;
      due = Math.min(due, answerBy);
    }
    // With no place free the next thing to happen is an answer, not a send.
    for (const entry of inFlight < IN_FLIGHT_MAX ? this.#heads(way) : []) {
      due = Math.min(due, Math.max(entry.notBefore, this.#pausedUntil));
    }
    return Number.isFinite(due) ? due : undefined;
  }

  /** Counts what is in flight and takes back what was never answered. */
  #free(now: number): number {
    let inFlight = 0;
    for (const entry of this.#entries.values()) {
      if (entry.answerBy === undefined) continue;
      if (entry.answerBy <= now) giveUpAnswer(entry);
      else inFlight += 1;
    }
    return IN_FLIGHT_MAX - inFlight;
  }

  /** Of each live room those that may go next: at most `perRoom` in flight, none past one that waits. */
  #heads({ isLive, isOfInside, takes }: Way): OutboxEntry[] {
    const ahead = new Map<string, number>();
    const heldBack = new Set<string>();
    const heads: OutboxEntry[] = [];
    for (const entry of this.#entries.values()) {
      const { type } = entry.command;
      const room = roomOf(entry.command);
      // What concerns no room waits for the connection alone.
      const line = room ?? '';
      const before = ahead.get(line) ?? 0;
      if (before >= this.#perRoom) continue;
      if (room !== undefined && isOfInside(entry.command) && !isLive(room)) continue;
      const kind = `${line}/${type}`;
      if (heldBack.has(kind) || entry.unsupported || !takes(entry.command)) {
        heldBack.add(kind);
        continue;
      }
      ahead.set(line, entry.notBefore > 0 ? this.#perRoom : before + 1);
      if (entry.answerBy === undefined) heads.push(entry);
    }
    return heads;
  }
}

function giveUpAnswer(entry: OutboxEntry): void {
  if (entry.answerBy === undefined) return;
  entry.answerBy = undefined;
  entry.uncertain = true;
}
