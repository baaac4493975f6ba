// The rooms that a client has entered for a program that wants their messages. Invariant: of a room there is one object until it is left
// or closed to us, and whoever follows it is told then.
import type { ChatClient } from './client.ts';
import { ChatError } from './errors.ts';
import type { EnterOptions } from './options.ts';
import { countProblem } from './problems.ts';
import { Room } from './room.ts';
import { Timeline } from './timeline.ts';

/** Messages of a room that are known, or twice as many. */
const KEPT = 500;

interface Known {
  room: Room;
  timeline: Timeline;
}

export class Entered {
  readonly #client: ChatClient;
  readonly #isLive: (room: string) => boolean;
  readonly #rooms = new Map<string, Known>();

  constructor(client: ChatClient, isLive: (room: string) => boolean) {
    this.#client = client;
    this.#isLive = isLive;
  }

  async enter(name: string, { keep = KEPT, ...options }: EnterOptions): Promise<Room> {
    const problem = countProblem('keep', keep, 1, Number.MAX_SAFE_INTEGER);
    if (problem !== undefined) throw new ChatError('invalid', problem);
    const isNew = !this.#client.rooms.includes(name);
    const { room, timeline } = this.#rooms.get(name) ?? this.#watch(name, keep);
    try {
      const joined = this.#client.join(name, options);
      if (isNew && this.#client.cursor(name) !== undefined) timeline.isResumed();
      await joined;
      return room;
    } catch (error) {
      if (!this.#client.rooms.includes(name)) timeline.close();
      throw error;
    }
  }

  leave(name: string): void {
    this.#rooms.get(name)?.timeline.close();
  }

  /** From before it is joined: nothing of it is missed. */
  #watch(name: string, keep: number): Known {
    const timeline = new Timeline(this.#client, name, { keep, isLive: this.#isLive(name) });
    const known = { timeline, room: new Room(this.#client, timeline) };
    this.#rooms.set(name, known);
    timeline.follow({ told: () => undefined, ended: () => void this.#rooms.delete(name) });
    return known;
  }
}
