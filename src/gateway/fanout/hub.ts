// Who is in which room on this gateway. A room exists here while it has members.
import { FanOut } from './fan-out.ts';
import { type Member, Room } from './room.ts';

export class Hub {
  readonly #rooms = new Map<string, Room>();
  readonly #fanOut = new FanOut();

  attach(name: string, member: Member): void {
    const room = this.#rooms.get(name) ?? new Room();
    this.#rooms.set(name, room);
    room.add(member);
  }

  detach(name: string, member: Member): void {
    const room = this.#rooms.get(name);
    if (room === undefined) return;
    room.remove(member);
    if (room.size === 0) this.#rooms.delete(name);
  }

  /** Offers a frame to everybody live in the room. Returns to how many. */
  publish(name: string, seq: number, frame: Buffer): number {
    const room = this.#rooms.get(name);
    if (room === undefined) return 0;
    this.#fanOut.offer(room, seq, frame);
    return room.size;
  }

  /** Everybody in the room on this gateway. */
  members(name: string): Iterable<Member> {
    return this.#rooms.get(name)?.members() ?? [];
  }

  get rooms(): number {
    return this.#rooms.size;
  }
}
