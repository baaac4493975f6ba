// Who is in which room, agreed between gateways without anybody in the middle (docs/adr/0024): each says what changes of its own
// people and hears what changes of the others'. Nothing of it is kept. One timer for all (signals.ts).
import type { User } from '../../shared/wire/objects.ts';
import type { Hub } from '../fanout/hub.ts';
import type { Member } from '../fanout/room.ts';
import { Audience } from './audience.ts';
import { GRACE_MS, Here } from './here.ts';
import { Peers } from './peers.ts';
import { type Changes, People } from './people.ts';
import { type Entry, type PresenceMessage, pack } from './presence-message.ts';

export interface PresenceOptions {
  /** The name of this gateway among them, for this life. */
  self: string;
  hub: Pick<Hub, 'members'>;
  publish: (message: PresenceMessage) => void;
  /** In a later turn of the event loop. */
  later?: (task: () => void) => void;
}

/** How often a gateway says that it is there, and how often clients are told. */
const EVERY_MS = 1_000;

export class Presence {
  readonly #options: PresenceOptions;
  readonly #audience: Audience;
  readonly #people: People;
  readonly #here: Here;
  readonly #peers: Peers;
  /** Of the last change that was said. */
  #n = 0;
  #asked = true;
  #beatAt = Number.NEGATIVE_INFINITY;
  #cutOff = false;

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { self, hub, publish, later } = options;
    this.#audience = new Audience({ hub, people: () => this.#people, ...(later && { later }) });
    this.#people = new People(this.#audience);
    this.#here = new Here(this.#people);
    this.#peers = new Peers({
      self,
      people: this.#people,
      ask: (peer) => publish({ from: self, n: this.#n, ask: peer }),
      onAsked: () => {
        this.#asked = true;
      },
    });
  }

  /** Over all gateways. */
  count(room: string): number {
    return this.#people.count(room);
  }

  /** People times their rooms, and gateways beside this one. */
  get size(): number {
    return this.#people.size;
  }
  get peers(): number {
    return this.#peers.size;
  }

  /** A connection of theirs is live in the room. */
  came(room: string, user: User, member: Member): void {
    this.#audience.add(room, member);
    this.#here.came(room, user);
  }

  /** It is no more: because they left the room, or because it may be on its way back. */
  went(room: string, user: User, { member, left, now }: Going): void {
    this.#audience.remove(room, member);
    this.#here.went(room, user.id, left ? now : now + GRACE_MS);
  }

  receive(message: PresenceMessage, now: number): void {
    this.#peers.receive(message, now);
  }

  /** What is due by now. While NATS is away nobody can be heard: then nobody is gone. */
  tick(now: number, connected: boolean): void {
    this.#here.settle(now);
    if (connected) {
      if (this.#cutOff) this.#peers.excuse(now);
      this.#say();
      this.#peers.expire(now);
    }
    this.#cutOff = !connected;
    if (now - this.#beatAt < EVERY_MS) return;
    this.#beatAt = now;
    if (connected) this.#options.publish({ from: this.#options.self, n: this.#n });
    this.#audience.tell(now);
  }

  /** Its people are about to be on other gateways. */
  stop(): void {
    this.#options.publish({ from: this.#options.self, n: this.#n, bye: true });
  }

  #say(): void {
    const { self, publish } = this.#options;
    const unsaid = this.#here.takeUnsaid();
    if (unsaid.size > 0) {
      const pieces = pack({ came: entriesOf(unsaid, 'came'), went: entriesOf(unsaid, 'went') });
      for (const piece of pieces) {
        if (piece.users.length === 0) continue;
        this.#n += 1;
        publish({ from: self, n: this.#n, ...piece });
      }
    }
    if (!this.#asked) return;
    this.#asked = false;
    const pieces = pack({ came: this.#here.everybody() });
    for (const [part, piece] of pieces.entries()) {
      publish({ from: self, n: this.#n, part, of: pieces.length, ...piece });
    }
  }
}

export interface Going {
  member: Member;
  left: boolean;
  now: number;
}

function* entriesOf(
  unsaid: ReadonlyMap<string, Changes>,
  which: 'came' | 'went',
): Generator<Entry> {
  for (const [room, changes] of unsaid) {
    for (const user of changes[which].values()) yield { room, user };
  }
}
