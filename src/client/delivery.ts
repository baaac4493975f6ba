// Getting messages into the log: sends what the outbox lets go, and decides what each answer means. Pure.
// Invariant: a message ends in exactly one of stored or unsent, and is unsent only when it is certain.

import { timeOfId } from '../shared/ids.ts';
import type { ErrorFrame } from '../shared/wire/frames.ts';
import { backoffMs } from './backoff.ts';
import type { Effects } from './effects.ts';
import { ChatError } from './errors.ts';
import { Outbox, type OutboxEntry } from './outbox.ts';
import type { PendingPost } from './storage.ts';
import { type IdMaker, isPastId, pastId } from './uuid7.ts';

/** How far in the future a gateway lets an id be (docs/PROTOCOL.md, `clock`), less a second of doubt. */
const CLOCK_TOLERANCE_MS = 9_000;
/**
 * An id less far ahead is waited for. Another tab may have sent the message just now, to a gateway that took the id as
 * it is: under a second id it would be a second message.
 */
const WAITED_FOR_MS = 20_000;

export interface DeliveryOptions {
  effects: Effects;
  random: () => number;
  newId: IdMaker;
  /** Messages of one room in flight at once; see {@link Outbox}. */
  perRoom: number;
  /** What `now` lacks of the time of day before a server told its own. */
  clockOffsetMs: number;
}

export class Delivery {
  readonly outbox: Outbox;
  /** The server's time of day minus `now`, milliseconds, as the last `welcome` told. */
  clockOffsetMs: number;
  readonly #effects: Effects;
  readonly #random: () => number;
  readonly #newId: IdMaker;

  constructor({ effects, random, newId, perRoom, clockOffsetMs }: DeliveryOptions) {
    this.clockOffsetMs = clockOffsetMs;
    this.outbox = new Outbox({ perRoom });
    this.#effects = effects;
    this.#random = random;
    this.#newId = newId;
  }

  /** An id for a message typed now, by the server's clock as far as it is known. */
  newId(now: number): string {
    return this.#newId(now + this.clockOffsetMs);
  }

  /** What an earlier process or another tab left. */
  load(posts: readonly PendingPost[]): void {
    const ids = new Set(posts.map(({ id }) => id));
    for (const post of posts) {
      const id = pastId(post.id);
      // Whoever renamed it was cut off before the first id was forgotten.
      if (id !== post.id && ids.has(id)) this.#effects.add({ do: 'forget', id: post.id });
      else this.outbox.add(post);
    }
  }

  post(post: PendingPost): void {
    this.outbox.add(post);
    this.#effects.add({ do: 'keep', post });
  }

  /** Sends what may be sent now. */
  pump(now: number, isLive: (room: string) => boolean): void {
    for (const entry of this.outbox.take(now, isLive)) {
      const { id, room, text, sent } = entry;
      // Kept before it leaves: after a crash a message that may be stored must not get another id.
      if (!sent) this.#effects.add({ do: 'keep', post: { id, room, text, sent: true } });
      entry.sent = true;
      this.#effects.send({ type: 'post', id, room, text });
    }
  }

  /** It is in the log. */
  stored(stored: { id: string; seq: number; duplicate?: true }): void {
    const entry = this.outbox.remove(stored.id);
    if (entry === undefined) return;
    this.#effects.add({ do: 'forget', id: stored.id });
    this.#effects.resolve(`post:${entry.firstId}`, stored);
  }

  /** A message of ours is in the log under this id, which another tab may have given it. */
  seen(id: string): void {
    if (!isPastId(id) || this.outbox.get(id) !== undefined) return;
    const entry = this.outbox.list().find((one) => pastId(one.id) === id);
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
      this.giveUp(entry.id, new ChatError(code, message));
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
    this.#effects.reject(`post:${entry.firstId}`, error);
    this.#effects.emit('unsent', { id, room: entry.room, text: entry.text, error });
  }

  giveUpRoom(room: string, error: ChatError): void {
    for (const { id } of this.outbox.list(room)) this.giveUp(id, error);
  }

  /** The id lies in the server's future, so this try stored nothing. */
  #clockRefused(entry: OutboxEntry, now: number): void {
    const aheadMs = timeOfId(entry.id) - (now + this.clockOffsetMs);
    if (entry.uncertain || isPastId(entry.id) || aheadMs < WAITED_FOR_MS) {
      // An earlier try may have stored it: the id stays, and is sent again once its time has come.
      const early = Math.max(aheadMs - CLOCK_TOLERANCE_MS, 1_000);
      this.outbox.postpone(entry, now + Math.min(early, 30_000));
      return;
    }
    this.outbox.postpone(entry, now);
    this.#rename(entry, pastId(entry.id));
  }

  #rename(entry: OutboxEntry, to: string): void {
    const { id: from, room, text } = entry;
    this.outbox.rename(from, to);
    entry.sent = false;
    this.#effects.add({ do: 'rename', from, post: { id: to, room, text, sent: false } });
    this.#effects.emit('renamed', { from, to, room });
  }
}
