// Who is told who is in a room: whoever is live in it here. A list to who comes, then what changed of it, once a second at most;
// where more people are in a room only how many. All of one look that a socket is told is one write, few sockets a turn.
// Invariant: what a client was told, put together in order, is who was there at the last look.
import type { PresenceFrame } from '../../shared/wire/frames.ts';
import { LISTED_MAX } from '../../shared/wire/limits.ts';
import type { User } from '../../shared/wire/objects.ts';
import { SLICE } from '../fanout/fan-out.ts';
import { encodeFrame } from '../fanout/frame.ts';
import type { Hub } from '../fanout/hub.ts';
import type { Member } from '../fanout/room.ts';
import { Changes, type People } from './people.ts';

/** A list that became a number becomes a list again only here, or it would be sent whole at every coming and going. */
const LISTED_AGAIN = 0.9 * LISTED_MAX;
/** A number is told so many people a second, so that a room of 5,000 costs no more than one of 1,000. */
const NUMBERS_PER_SECOND = 1_000;

interface Told {
  /** Live members here. */
  members: number;
  newcomers: Set<Member>;
  changes: Changes;
  /** Whether the others have a list. */
  listed: boolean;
  at: number;
}

export interface AudienceOptions {
  hub: Pick<Hub, 'members'>;
  people: () => Pick<People, 'count' | 'list'>;
  /** In a later turn of the event loop. */
  later?: (task: () => void) => void;
}

export class Audience {
  readonly #options: AudienceOptions;
  readonly #rooms = new Map<string, Told>();
  /** Rooms in which somebody has something to hear. */
  readonly #due = new Set<string>();
  #writes = new Map<Member['outbox'], Buffer[]>();
  #writing = false;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  add(room: string, member: Member): void {
    const told = this.#rooms.get(room) ?? nobodyTold();
    this.#rooms.set(room, told);
    told.members += 1;
    told.newcomers.add(member);
    this.#due.add(room);
  }

  remove(room: string, member: Member): void {
    const told = this.#rooms.get(room);
    if (told === undefined) return;
    told.members -= 1;
    told.newcomers.delete(member);
    if (told.members > 0) return;
    this.#rooms.delete(room);
    this.#due.delete(room);
  }

  came(room: string, user: User): void {
    this.#changesOf(room)?.add(user);
  }

  went(room: string, user: User): void {
    this.#changesOf(room)?.remove(user);
  }

  /** Tells what is to be told by now. */
  tell(now: number): void {
    for (const room of this.#due) {
      const told = this.#rooms.get(room);
      if (told !== undefined) this.#tellRoom(room, told, now);
    }
    if (this.#writing || this.#writes.size === 0) return;
    this.#writing = true;
    this.#later();
  }

  #changesOf(room: string): Changes | undefined {
    const told = this.#rooms.get(room);
    if (told !== undefined) this.#due.add(room);
    return told?.changes;
  }

  #tellRoom(room: string, told: Told, now: number): void {
    const people = this.#options.people();
    const count = people.count(room);
    const { changes, newcomers, listed: wasListed } = told;
    const listed = count <= (wasListed ? LISTED_MAX : LISTED_AGAIN);
    const whole = () =>
      encodeFrame({ type: 'presence', room, count, ...(listed && { here: people.list(room) }) });
    let first: Buffer | undefined;
    for (const member of newcomers) {
      first ??= whole();
      this.#write(member, first);
    }
    const isDue =
      listed || wasListed || now - told.at >= (1_000 * told.members) / NUMBERS_PER_SECOND;
    if (isDue && changes.size > 0) {
      const isChange = listed && wasListed && changes.size < count;
      const frame = isChange ? changeFrame(room, count, changes) : (first ?? whole());
      for (const member of this.#options.hub.members(room)) {
        if (member.live && !newcomers.has(member)) this.#write(member, frame);
      }
      told.changes = new Changes();
      told.at = now;
    }
    // Where a list becomes a number, or the other way round, everybody was told just now.
    told.listed = listed;
    newcomers.clear();
    if (told.changes.size === 0) this.#due.delete(room);
  }

  #write({ outbox }: Member, frame: Buffer): void {
    const frames = this.#writes.get(outbox);
    if (frames === undefined) this.#writes.set(outbox, [frame]);
    else frames.push(frame);
  }

  #later(): void {
    (this.#options.later ?? setImmediate)(() => {
      let budget = SLICE;
      for (const [outbox, frames] of this.#writes) {
        if (budget-- === 0) return this.#later();
        this.#writes.delete(outbox);
        const [frame] = frames;
        outbox.send(frames.length === 1 && frame ? frame : Buffer.concat(frames), 1);
      }
      this.#writing = false;
    });
  }
}

const nobodyTold = (): Told => ({
  members: 0,
  newcomers: new Set(),
  changes: new Changes(),
  listed: true,
  at: Number.NEGATIVE_INFINITY,
});

function changeFrame(room: string, count: number, { came, went }: Changes): Buffer {
  const frame: PresenceFrame = {
    type: 'presence',
    room,
    count,
    ...(came.size > 0 && { came: [...came.values()] }),
    ...(went.size > 0 && { went: [...went.keys()] }),
  };
  return encodeFrame(frame);
}
