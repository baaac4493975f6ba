// Entering rooms and leaving them. Pure. Invariant: whoever waits for something of a room that is left, or refused for
// good, is answered: the join, the questions, the commands.
import { backoffMs } from './backoff.ts';
import { ChatError } from './errors.ts';
import type { JoinOptions } from './options.ts';
import type { Parts } from './parts.ts';
import type { Cursor } from './storage.ts';

type NeededParts = Omit<Parts, 'membership' | 'server'>;

export class Membership {
  readonly #parts: NeededParts;
  readonly #random: () => number;

  constructor(parts: NeededParts, random: () => number) {
    this.#parts = parts;
    this.#random = random;
  }

  join(room: string, options: JoinOptions, cursor: Cursor | undefined): void {
    const { rooms, effects } = this.#parts;
    if (rooms.isLive(room)) effects.resolve(`join:${room}`);
    if (!rooms.has(room)) rooms.add(room, options, cursor);
  }

  /** The gateway does not have us in the room yet: after `retryAfterMs`, or longer with every refusal. */
  joinLater(room: string, retryAfterMs: number | undefined, now: number): void {
    const random = this.#random();
    const delayMs = (attempt: number) => backoffMs({ attempt, retryAfterMs, random });
    this.#parts.rooms.postpone(room, delayMs, now);
  }

  leave(room: string): void {
    const { rooms, link, effects } = this.#parts;
    if (!rooms.has(room)) return;
    if (link.state === 'live') effects.send({ type: 'leave', room });
    this.remove(room, new ChatError('left', `The room ${room} was left.`));
  }

  /** We are not in it any more; `error` says why. */
  remove(room: string, error: ChatError): void {
    const { rooms, effects, questions, sending, signals } = this.#parts;
    rooms.remove(room);
    effects.add({ do: 'cursor', room });
    signals.forget(room);
    effects.reject(`join:${room}`, error);
    for (const id of questions.leftRoom(room)) effects.reject(`question:${id}`, error);
    sending.giveUpRoom(room, error);
  }
}
