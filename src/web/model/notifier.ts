// Tells what happens outside of the page once, however many tabs of this browser are open: they agree by a lock who tells, and each
// hands what it learnt to that one. Who goes away, or crashes, loses the lock, and the next one has it. Invariants: a message is told
// once; nothing is told that is before the person's eyes in any of the tabs; what was read meanwhile is taken away again.
import type { Call } from './calls.ts';

/** What is told is remembered for so many messages: the tabs learn of one within moments of each other. */
const TOLD_MAX = 200;
/** What nobody told, because whoever told went away just then, is told by the next one within this, milliseconds. */
const WAITING_MS = 10_000;

/** Something that is shown outside of the page. */
export interface Shown {
  close(): void;
}

type LockMode = 'exclusive' | 'shared';

/** What of a browser's locks is used. */
export interface Locks {
  request(
    name: string,
    options: { mode: LockMode; signal: AbortSignal },
    granted: () => Promise<void>,
  ): Promise<unknown>;
  query(): Promise<{ held?: readonly { name?: string }[] }>;
}

/** What of a channel between tabs is used. */
export interface Channel {
  postMessage(message: unknown): void;
  /** Called with what another tab posted. */
  listen(hear: (message: Message) => void): void;
  close(): void;
}

export interface NotifierPorts {
  locks: Locks;
  channel: Channel;
  show: (call: Call) => Shown | undefined;
}

/** `shown` is missing where another tab shows it, or it was before somebody's eyes; `isRead`: there is nothing to show any more. */
interface Told {
  call: Call;
  shown?: Shown | undefined;
  isRead?: true;
}

/** `told`: whoever tells has done with it. */
export type Message = { call: Call } | { told: Call } | { read: { room: string; seq: number } };

export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #name: string;
  readonly #told = new Map<string, Told>();
  /** What is still to be told, by whoever tells; and when it came, milliseconds since 1970. */
  readonly #waiting = new Map<string, { call: Call; at: number }>();
  /** Up to where each room was read: one tab may learn of a message after another one has read it. */
  readonly #read = new Map<string, number>();
  readonly #stopped = new AbortController();
  #leads = false;
  #stopLeading: () => void = () => undefined;
  #stopWatching: () => void = () => undefined;
  #watched: string | undefined;

  /** `userId`: two people of one browser are told apart. */
  constructor(userId: string, ports: NotifierPorts) {
    this.#ports = ports;
    this.#name = `chatk8s:notifier:${userId}`;
    ports.channel.listen((message) => this.#hear(message));
    void this.#request(this.#name, 'exclusive', (release) => {
      this.#leads = true;
      this.#stopLeading = release;
      for (const { call, at } of this.#waiting.values())
        if (Date.now() - at <= WAITING_MS) void this.#tell(call);
      this.#waiting.clear();
    });
  }

  get leads(): boolean {
    return this.#leads;
  }

  call(call: Call): void {
    this.#say({ call });
  }

  /** The person has read the room up to here. */
  read(room: string, seq: number): void {
    this.#say({ read: { room, seq } });
  }

  /** The room that is before the person's eyes here, if one is. */
  watch(room: string | undefined): void {
    if (room === this.#watched) return;
    this.#watched = room;
    this.#stopWatching();
    this.#stopWatching = () => undefined;
    if (room === undefined) return;
    void this.#request(this.#watching(room), 'shared', (release) => {
      if (this.#watched === room) this.#stopWatching = release;
      else release();
    });
  }

  stop(): void {
    this.watch(undefined);
    this.#stopped.abort();
    this.#leads = false;
    this.#stopLeading();
    this.#ports.channel.close();
    for (const { shown } of this.#told.values()) shown?.close();
  }

  #watching(room: string): string {
    return `${this.#name}:watching:${room}`;
  }

  #say(message: Message): void {
    this.#hear(message);
    this.#ports.channel.postMessage(message);
  }

  #hear(message: Message): void {
    if ('read' in message) this.#close(message.read);
    else if ('told' in message) this.#remember({ call: message.told });
    else if (message.call.seq <= (this.#read.get(message.call.room) ?? 0)) return;
    else if (this.#leads) void this.#tell(message.call);
    else this.#await(message.call);
  }

  #await(call: Call): void {
    if (this.#told.has(keyOf(call))) return;
    this.#waiting.set(keyOf(call), { call, at: Date.now() });
    dropOldest(this.#waiting);
  }

  #remember(told: Told): void {
    this.#waiting.delete(keyOf(told.call));
    this.#told.set(keyOf(told.call), told);
    dropOldest(this.#told);
  }

  async #tell(call: Call): Promise<void> {
    if (this.#told.has(keyOf(call))) return;
    const told: Told = { call };
    this.#remember(told);
    this.#ports.channel.postMessage({ told: call });
    const { held = [] } = await this.#ports.locks.query();
    const isSeen = held.some(({ name }) => name === this.#watching(call.room));
    if (!isSeen && this.#leads && told.isRead !== true) told.shown = this.#ports.show(call);
  }

  #close({ room, seq }: { room: string; seq: number }): void {
    this.#read.set(room, Math.max(seq, this.#read.get(room) ?? 0));
    for (const [key, { call }] of this.#waiting)
      if (call.room === room && call.seq <= seq) this.#waiting.delete(key);
    for (const told of this.#told.values()) {
      if (told.call.room !== room || told.call.seq > seq) continue;
      told.isRead = true;
      told.shown?.close();
    }
  }

  /** Calls `got` with what gives it back, once it is ours. */
  async #request(name: string, mode: LockMode, got: (release: () => void) => void): Promise<void> {
    const { signal } = this.#stopped;
    try {
      await this.#ports.locks.request(name, { mode, signal }, () => {
        if (signal.aborted) return Promise.resolve();
        return new Promise<void>((resolve) => got(resolve));
      });
    } catch {
      // Stopped before it was our turn.
    }
  }
}

const keyOf = ({ room, seq }: Call): string => `${room}/${seq}`;

function dropOldest(calls: Map<string, unknown>): void {
  const [oldest] = calls.keys();
  if (calls.size > TOLD_MAX && oldest !== undefined) calls.delete(oldest);
}
