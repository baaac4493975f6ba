// The page's model: one signed-in person, the SDK's client, the rooms. Everything the components show is in
// `store`; everything they do is a method here. Invariant: what is kept for a reload (memory.ts) is what is shown.
import type { StateChange } from '../../client/api.ts';
import { type ChatClient, connect } from '../../client/client.ts';
import { ChatError } from '../../client/errors.ts';
import type { Cursor } from '../../client/storage.ts';
import { isPastId } from '../../client/uuid7.ts';
import { timeOfId } from '../../shared/ids.ts';
import type { ErrorFrame, EventFrame, User } from '../../shared/wire/frames.ts';
import type { Kept } from './keeping.ts';
import type { Memory } from './memory.ts';
import {
  beginOf,
  changeOutgoing,
  emptyRoom,
  type Outgoing,
  opened,
  type Room,
  read,
  trimmed,
  withEvents,
  withOlder,
  withOutgoing,
  withoutOutgoing,
} from './room.ts';
import { createStore, type Store } from './store.ts';

const NOT_KEPT = {
  full: 'This browser’s storage is full: what you write is lost if you close or reload this page before it is sent.',
  refused:
    'This browser keeps nothing for this page: what you write is lost if you close or reload it before it is sent.',
} as const;
const FIRST_ROOM = 'lobby';
const PAGE = 50;
/** Events that arrive within one frame of the screen are shown together. */
const GATHER_MS = 16;

export interface ChatState {
  user: User;
  connection: StateChange;
  /** Whether there was a connection before: the first one is waited for more quietly. */
  wasLive: boolean;
  rooms: Readonly<Record<string, Room>>;
  /** The rooms' names in the order of the list. */
  names: readonly string[];
  /** The open room. */
  current: string | undefined;
  /** Everything up to here is in the database. */
  persisted: number;
  /** Something the person should know, in words. */
  notice: string | undefined;
  /** Whether what is written and not sent outlives the page. */
  kept: Kept;
}

export interface ChatOptions {
  /** The gateway that serves the page. */
  url: string;
  user: User;
  memory: Memory;
  /** Whether the person can see the page now. */
  visible: () => boolean;
  /** The room the address names. */
  room: string | undefined;
}

export class Chat {
  readonly store: Store<ChatState>;
  readonly client: ChatClient;
  readonly #memory: Memory;
  readonly #visible: () => boolean;
  #arrived: EventFrame[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;
  /** Whether the newest message of the open room is in sight. */
  #atBottom = true;
  #stopped = false;

  constructor({ url, user, memory, visible, room }: ChatOptions) {
    this.#memory = memory;
    this.#visible = visible;
    this.client = connect({
      url,
      storage: {
        ...memory.unsent,
        loadCursor: (name) => memory.room(name)?.cursor,
        saveCursor: (name, cursor) => this.#remember(name, cursor),
      },
    });
    const known = memory.rooms();
    const waiting = this.client.pending().map((post) => post.room);
    const names = [...new Set([...(known.length > 0 ? known : [FIRST_ROOM]), ...waiting])];
    this.store = createStore<ChatState>({
      user,
      connection: { state: 'connecting', attempt: 0, retryInMs: 0 },
      wasLive: false,
      rooms: Object.fromEntries(names.map((name) => [name, this.#restored(name)])),
      names,
      current: undefined,
      persisted: 0,
      notice: undefined,
      kept: 'kept',
    });
    this.#listen();
    memory.kept.subscribe(() => this.#tellWhetherKept());
    this.#tellWhetherKept();
    for (const name of names) this.#join(name);
    const last = memory.lastRoom();
    const before = last !== undefined && names.includes(last) ? last : names[0];
    this.open(room ?? before ?? FIRST_ROOM);
  }

  get current(): Room | undefined {
    const { rooms, current } = this.store.get();
    return current === undefined ? undefined : rooms[current];
  }

  /** Turns to a room, entering it where that is still to be done. */
  open(name: string): void {
    const { rooms, names, user } = this.store.get();
    if (rooms[name] === undefined) {
      this.#set({ rooms: { ...rooms, [name]: emptyRoom(name) }, names: [...names, name] });
      this.#memory.saveRooms(this.store.get().names);
      this.#join(name);
    }
    // Not with the cursor only, some time later: the page may be gone by then.
    const left = this.store.get().current;
    if (left !== undefined) this.#keepReadMark(left);
    this.#atBottom = true;
    this.#set({ current: name });
    this.#change(name, (room) => opened(trimmed(room), user.id));
    this.#memory.saveLastRoom(name);
    this.#keepReading(name);
    this.#keepReadMark(name);
  }

  leave(name: string): void {
    this.client.leave(name);
    const { rooms, names, current } = this.store.get();
    const { [name]: _, ...rest } = rooms;
    const left = names.filter((other) => other !== name);
    this.#set({ rooms: rest, names: left });
    this.#memory.saveRooms(left);
    this.#memory.saveRoom(name, undefined);
    this.#memory.saveReadMark(name, undefined);
    this.#memory.saveDraft(name, '');
    if (current !== name) return;
    this.#set({ current: undefined });
    if (left[0] !== undefined) this.open(left[0]);
  }

  /** Sends to the open room. False when it cannot be sent as it is; the notice says why. */
  send(text: string): boolean {
    const room = this.current;
    if (room === undefined) return false;
    this.#set({ notice: undefined });
    try {
      const { id } = this.client.post(room.name, text);
      const message: Outgoing = { id, text, at: Date.now(), status: 'waiting' };
      this.#change(room.name, (old) => withOutgoing({ ...old, newAfter: undefined }, message));
      return true;
    } catch (error) {
      this.#set({ notice: messageOf(error) });
      return false;
    }
  }

  /** Takes a message away that failed, or that still waits. */
  dismiss(id: string): void {
    this.client.discard(id);
    const { current } = this.store.get();
    if (current !== undefined) this.#change(current, (room) => withoutOutgoing(room, id));
  }

  async loadOlder(): Promise<void> {
    const room = this.current;
    const { connection, current } = this.store.get();
    if (room === undefined || connection.state !== 'live' || room.entry.state !== 'in') return;
    if (room.older.state === 'loading' || room.older.state === 'none') return;
    const before = beginOf(room) ?? (this.client.cursor(room.name)?.seq ?? 0) + 1;
    this.#change(room.name, (old) => ({ ...old, older: { state: 'loading' } }));
    try {
      const { events, more } = await this.client.history(room.name, { before, limit: PAGE });
      this.#change(room.name, (old) =>
        // Trimmed, reset or begun meanwhile: the page need not fit any more, and is asked for anew.
        (beginOf(old) ?? before) === before
          ? withOlder(old, events, more)
          : { ...old, older: { state: 'more' } },
      );
    } catch (error) {
      const reason = messageOf(error);
      this.#change(room.name, (old) => ({ ...old, older: { state: 'failed', reason } }));
    }
    if (current !== undefined) this.#keepReading(current);
  }

  setAtBottom(atBottom: boolean): void {
    this.#atBottom = atBottom;
  }

  /** The page came into sight, or the network came back. */
  wake(): void {
    this.client.wake();
    const { current, user } = this.store.get();
    if (current === undefined || !this.#visible()) return;
    this.#change(current, (room) => opened(room, user.id));
    this.#keepReadMark(current);
  }

  /** Tells the person something. */
  say(notice: string): void {
    this.#set({ notice });
  }

  dismissNotice(): void {
    this.#set({ notice: undefined });
  }

  /** Writes what is kept, before the page goes away. Nothing after `stop`. */
  save(): void {
    this.client.flush();
    for (const name of this.store.get().names) this.#remember(name, this.client.cursor(name));
  }

  /** Ends the connection. From here on nothing is written: whoever signed out is forgotten. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#gathering);
    this.client.close();
  }

  #listen(): void {
    const { client } = this;
    client.on('state', (connection) => {
      if (connection.state !== 'live') this.#set({ connection });
      // In a log that was made anew nothing is in the database yet.
      else this.#set({ connection, wasLive: true, persisted: client.persisted });
    });
    client.on('event', (event) => {
      this.#arrived.push(event);
      this.#gathering ??= setTimeout(() => this.#gather(), GATHER_MS);
    });
    client.on('live', ({ room, seq }) => {
      this.#gather();
      this.#change(room, (old) => {
        const inside: Room = { ...old, entry: { state: 'in' } };
        return old.readSeq === undefined || this.#isOfAnotherLog(room)
          ? { ...inside, readSeq: seq }
          : inside;
      });
    });
    client.on('persisted', ({ seq }) => this.#set({ persisted: seq }));
    client.on('ack', ({ id, room }) =>
      this.#change(room, (old) => changeOutgoing(old, id, { status: 'stored' })),
    );
    client.on('unsent', ({ id, room, error }) => {
      const change = { status: 'failed' as const, reason: error.message };
      this.#change(room, (old) => changeOutgoing(old, id, change));
    });
    client.on('renamed', ({ from, to, room }) =>
      this.#change(room, (old) => changeOutgoing(old, from, { id: to })),
    );
    client.on('reset', ({ room, reason }) => {
      this.#arrived = this.#arrived.filter((event) => event.room !== room);
      this.#change(room, (old) => ({ ...emptyRoom(room), outgoing: old.outgoing }));
      if (reason === 'epoch') this.#set({ notice: 'The server’s log was made anew.' });
    });
    client.on('error', (error) => this.#error(error));
  }

  #error({ id, room, retry, message }: Omit<ErrorFrame, 'type'>): void {
    if (id !== undefined && room !== undefined) {
      this.#change(room, (old) => changeOutgoing(old, id, { reason: message }));
    } else if (room !== undefined && !retry) {
      this.#change(room, (old) => ({ ...old, entry: { state: 'refused', reason: message } }));
    } else if (!retry) {
      this.#set({ notice: message });
    }
  }

  #join(name: string): void {
    // A refusal is shown in the room; `error` brought the reason already.
    this.client.join(name, { last: PAGE }).catch(() => undefined);
  }

  /** Puts what arrived into the rooms, all at once. */
  #gather(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    const { user } = this.store.get();
    const byRoom = Map.groupBy(this.#arrived, ({ room }) => room);
    this.#arrived = [];
    for (const [name, events] of byRoom) {
      this.#change(name, (room) => {
        const next = withEvents(room, events, user.id);
        return this.#isReadingUp(name) ? next : trimmed(next);
      });
      this.#keepReading(name);
    }
  }

  /** Whether the person has scrolled up in this room: then nothing above may go away. */
  #isReadingUp(name: string): boolean {
    return this.store.get().current === name && !this.#atBottom;
  }

  /** What stands in the open room of a visible page counts as read. */
  #keepReading(name: string): void {
    if (this.store.get().current === name && this.#visible()) this.#change(name, read);
  }

  #restored(name: string): Room {
    const kept = this.#memory.room(name);
    const outgoing = this.client.pending(name).map(({ id, text }): Outgoing => {
      const at = isPastId(id) ? Date.now() : timeOfId(id);
      return { id, text, at, status: 'waiting' };
    });
    return {
      ...emptyRoom(name),
      outgoing,
      messages: kept?.messages ?? [],
      readSeq: this.#memory.readMark(name)?.seq,
    };
  }

  /** Messages and cursor in one write, so that they fit together whenever the page ends. */
  #remember(name: string, cursor: Cursor | undefined): void {
    if (this.#stopped) return;
    this.#gather();
    const room = this.store.get().rooms[name];
    if (room === undefined || cursor === undefined) {
      this.#memory.saveRoom(name, undefined);
      return;
    }
    this.#keepReadMark(name);
    this.#memory.saveRoom(name, { cursor, messages: [...room.messages] });
  }

  #keepReadMark(name: string): void {
    const room = this.store.get().rooms[name];
    const epoch = this.client.cursor(name)?.epoch;
    if (room?.readSeq === undefined || epoch === undefined) return;
    // Until its backlog is through, `readSeq` is still a position in the log before.
    if (room.entry.state !== 'in' && this.#isOfAnotherLog(name)) return;
    this.#memory.saveReadMark(name, { seq: room.readSeq, epoch });
  }

  /** Whether what was read counts in a log that is gone. */
  #isOfAnotherLog(name: string): boolean {
    const { epoch } = this.client;
    const mark = this.#memory.readMark(name);
    return mark !== undefined && epoch !== undefined && mark.epoch !== epoch;
  }

  /** Once: what the browser does not keep is said when it begins, not with every letter. */
  #tellWhetherKept(): void {
    const kept = this.#memory.kept.get();
    const before = this.store.get().kept;
    if (kept === before) return;
    if (kept !== 'kept') this.#set({ kept, notice: NOT_KEPT[kept] });
    else this.#set({ kept, ...(isAboutKeeping(this.store.get().notice) && { notice: undefined }) });
  }

  #change(name: string, change: (room: Room) => Room): void {
    this.store.update((state) => {
      const room = state.rooms[name];
      if (room === undefined) return state;
      const next = change(room);
      return next === room ? state : { ...state, rooms: { ...state.rooms, [name]: next } };
    });
  }

  #set(change: Partial<ChatState>): void {
    this.store.update((state) => ({ ...state, ...change }));
  }
}

const isAboutKeeping = (notice: string | undefined): boolean =>
  Object.values<string | undefined>(NOT_KEPT).includes(notice);

const messageOf = (error: unknown): string =>
  error instanceof ChatError ? error.message : 'Something went wrong in this page. Reload it.';
