// One room's members on this gateway and the events that wait for them. Whatever waits when a pass begins becomes
// ONE write a socket; a pass over many members is cut into slices by the fan-out.
// Invariant: a member gets every event above its `last` once, whenever it joined (P1, P4).
import type { Outbox } from './outbox.ts';

export interface Member {
  readonly outbox: Outbox;
  /** The highest sequence this member was given, or that it has by its cursor. */
  last: number;
  /** False while the backlog is still being read: live events wait in the ring until then. */
  live: boolean;
}

interface Pending {
  seq: number;
  frame: Buffer;
}

interface Pass {
  firstSeq: number;
  lastSeq: number;
  frames: Pending[];
  bytes: Buffer;
  /** The next member to write to. */
  at: number;
}

/** So many are not worth the work. */
const HOLES_MIN = 32;

export class Room {
  /** A hole is a member that left; holes are closed between passes, so that a pass never skips one. */
  #members: (Member | undefined)[] = [];
  readonly #index = new Map<Member, number>();
  #holes = 0;
  #pending: Pending[] = [];
  #pendingBytes = 0;
  #pass: Pass | undefined;
  #passBegan = Number.NEGATIVE_INFINITY;

  get size(): number {
    return this.#index.size;
  }

  /** Members and holes. */
  get length(): number {
    return this.#members.length;
  }

  members(): Iterable<Member> {
    return this.#index.keys();
  }

  add(member: Member): void {
    this.#index.set(member, this.#members.length);
    this.#members.push(member);
  }

  remove(member: Member): void {
    const at = this.#index.get(member);
    if (at === undefined) return;
    this.#index.delete(member);
    this.#members[at] = undefined;
    this.#holes += 1;
    // Nobody may say anything for hours: more holes than members are not kept until then.
    if (this.#pass === undefined && this.#holes > HOLES_MIN + this.size) this.#compact();
  }

  offer(seq: number, frame: Buffer): void {
    this.#pending.push({ seq, frame });
    this.#pendingBytes += frame.length;
  }

  /** Of the frames that wait for the next pass. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  get passing(): boolean {
    return this.#pass !== undefined;
  }

  /** When the last pass began. */
  get passBegan(): number {
    return this.#passBegan;
  }

  get busy(): boolean {
    return this.passing || this.#pending.length > 0;
  }

  /** Writes to at most `budget` members; returns how many it went past. */
  flush(budget: number, now: number): number {
    this.#pass ??= this.#begin(now);
    const pass = this.#pass;
    const from = pass.at;
    const to = Math.min(from + budget, this.#members.length);
    for (; pass.at < to; pass.at++) {
      const member = this.#members[pass.at];
      if (member?.live) give(member, pass, this.size);
    }
    if (pass.at >= this.#members.length) this.#pass = undefined;
    return to - from;
  }

  #begin(now: number): Pass {
    this.#passBegan = now;
    if (this.#holes > 0) this.#compact();
    const frames = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    const [first] = frames;
    const bytes =
      frames.length === 1 && first ? first.frame : Buffer.concat(frames.map((f) => f.frame));
    return {
      firstSeq: first?.seq ?? 0,
      lastSeq: frames.at(-1)?.seq ?? 0,
      frames,
      bytes,
      at: 0,
    };
  }

  #compact(): void {
    this.#members = this.#members.filter((member) => member !== undefined);
    for (const [at, member] of this.#members.entries()) if (member) this.#index.set(member, at);
    this.#holes = 0;
  }
}

function give(member: Member, { firstSeq, lastSeq, frames, bytes }: Pass, sharers: number): void {
  if (member.last >= lastSeq) return;
  if (member.last < firstSeq) member.outbox.send(bytes, sharers);
  else {
    // It went live in the middle of this batch: the rest of it only.
    const rest = frames.filter(({ seq }) => seq > member.last).map(({ frame }) => frame);
    member.outbox.send(Buffer.concat(rest), 1);
  }
  member.last = lastSeq;
}
