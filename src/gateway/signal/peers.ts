// What the other gateways have. Each numbers its changes: who missed one, or is new, asks for everything. Invariant: of a gateway
// that is silent for some seconds, or says that it stops, nobody is left; what its people are shown as follows from People.
import type { User } from '../../shared/wire/objects.ts';
import { GRACE_MS } from './here.ts';
import type { People } from './people.ts';
import { type PresenceMessage, unpack } from './presence-message.ts';

export interface PeersOptions {
  /** The name of this gateway among them. */
  self: string;
  people: Pick<People, 'add' | 'remove'>;
  /** Asks a gateway for everything that it has. */
  ask: (peer: string) => void;
  /** This one is asked. */
  onAsked: () => void;
}

/** Four heartbeats. With a second for telling it, a killed gateway's people are gone within six. */
export const SILENT_MS = 4_000;
/** The answer takes as long as a message; what is lost is asked for again. */
const ASK_AGAIN_MS = 1_000;

type Rooms = Map<string, Map<string, User>>;

interface Peer {
  /** The number of the last change that is in `rooms`; undefined until everything was told once. */
  n: number | undefined;
  rooms: Rooms;
  goneAt: number;
  askedAt: number;
  /** Parts of everything that came so far. */
  parts: PresenceMessage[];
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #peers = new Map<string, Peer>();

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#peers.size;
  }

  receive(message: PresenceMessage, now: number): void {
    const { self, onAsked } = this.#options;
    const { from, n } = message;
    if (from === self) return;
    if (message.ask === self) onAsked();
    const peer = this.#peerOf(from);
    peer.goneAt = now + (message.bye ? GRACE_MS : SILENT_MS);
    if (message.part !== undefined) return this.#takePart(peer, message);
    if (message.users !== undefined) this.#take(peer, message);
    if (peer.n !== n && !message.bye) this.#ask(from, peer, now);
  }

  /** Forgets those that were silent for too long. */
  expire(now: number): void {
    for (const [name, peer] of this.#peers) {
      if (peer.goneAt > now) continue;
      this.#peers.delete(name);
      this.#replace(peer, new Map());
    }
  }

  /** Nobody could be heard until now: who was there counts as heard. */
  excuse(now: number): void {
    for (const peer of this.#peers.values()) peer.goneAt = now + SILENT_MS;
  }

  #peerOf(name: string): Peer {
    const known = this.#peers.get(name);
    if (known !== undefined) return known;
    const peer: Peer = {
      n: undefined,
      rooms: new Map(),
      goneAt: 0,
      askedAt: Number.NEGATIVE_INFINITY,
      parts: [],
    };
    this.#peers.set(name, peer);
    return peer;
  }

  #ask(name: string, peer: Peer, now: number): void {
    if (now - peer.askedAt < ASK_AGAIN_MS) return;
    peer.askedAt = now;
    this.#options.ask(name);
  }

  /** The change of number `n`: it follows the one before, or does not count. */
  #take(peer: Peer, message: PresenceMessage): void {
    if (peer.n === undefined || message.n !== peer.n + 1) return;
    peer.n = message.n;
    const { people } = this.#options;
    for (const { room, user } of unpack(message, 'came')) {
      if (put(peer.rooms, room, user)) people.add(room, user);
    }
    for (const { room, user } of unpack(message, 'went')) {
      if (take(peer.rooms, room, user.id)) people.remove(room, user.id);
    }
  }

  /** Parts of everything come one right after the other, from the first to the last. */
  #takePart(peer: Peer, message: PresenceMessage): void {
    if (message.part === 0) peer.parts = [];
    if (message.part !== peer.parts.length) return;
    peer.parts.push(message);
    if (peer.parts.length < (message.of ?? 1)) return;
    const parts = peer.parts;
    peer.parts = [];
    if (peer.n === message.n) return;
    const rooms: Rooms = new Map();
    for (const part of parts) {
      for (const { room, user } of unpack(part, 'came')) put(rooms, room, user);
    }
    this.#replace(peer, rooms);
    peer.n = message.n;
  }

  /** Who is in both is not gone for a moment. */
  #replace(peer: Peer, rooms: Rooms): void {
    const { people } = this.#options;
    const before = peer.rooms;
    peer.rooms = rooms;
    for (const [room, users] of rooms) {
      for (const [id, user] of users) if (!before.get(room)?.has(id)) people.add(room, user);
    }
    for (const [room, users] of before) {
      for (const id of users.keys()) if (!rooms.get(room)?.has(id)) people.remove(room, id);
    }
  }
}

/** Whether that is news. */
function put(rooms: Rooms, room: string, user: User): boolean {
  const users = rooms.get(room) ?? new Map<string, User>();
  if (users.has(user.id)) return false;
  rooms.set(room, users.set(user.id, user));
  return true;
}

function take(rooms: Rooms, room: string, userId: string): boolean {
  const users = rooms.get(room);
  if (users === undefined || !users.delete(userId)) return false;
  if (users.size === 0) rooms.delete(room);
  return true;
}
