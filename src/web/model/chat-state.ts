// What the page shows of one person's chat, as one value. Only here it is replaced; who changes what is in the files around it.
import type { StateChange } from '../../client/api.ts';
import type { User } from '../../shared/wire/frames.ts';
import type { Kept } from './keeping.ts';
import type { Room } from './room.ts';
import { createStore, type Store } from './store.ts';

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

export class StateHolder {
  readonly store: Store<ChatState>;

  constructor(user: User) {
    this.store = createStore<ChatState>({
      user,
      connection: { state: 'connecting', attempt: 0, retryInMs: 0 },
      wasLive: false,
      rooms: {},
      names: [],
      current: undefined,
      persisted: 0,
      notice: undefined,
      kept: 'kept',
    });
  }

  get now(): ChatState {
    return this.store.get();
  }

  /** The open room. */
  get current(): Room | undefined {
    const { current } = this.now;
    return current === undefined ? undefined : this.room(current);
  }

  room(name: string): Room | undefined {
    return roomIn(this.now, name);
  }

  set(change: Partial<ChatState>): void {
    this.store.update((state) => ({ ...state, ...change }));
  }

  /** Puts rooms at the end of the list. */
  addRooms(added: readonly Room[]): void {
    const { rooms, names } = this.now;
    this.set({
      rooms: { ...rooms, ...Object.fromEntries(added.map((room) => [room.name, room])) },
      names: [...names, ...added.map(({ name }) => name)],
    });
  }

  removeRoom(name: string): void {
    const { rooms, names } = this.now;
    const { [name]: _, ...rest } = rooms;
    this.set({ rooms: rest, names: names.filter((other) => other !== name) });
  }

  /** Nothing where there is no such room (any more). */
  change(name: string, change: (room: Room) => Room): void {
    this.store.update((state) => {
      const room = roomIn(state, name);
      if (room === undefined) return state;
      const next = change(room);
      return next === room ? state : { ...state, rooms: { ...state.rooms, [name]: next } };
    });
  }
}

/** A room may be called `constructor`, which every object has. */
const roomIn = ({ rooms }: ChatState, name: string): Room | undefined =>
  Object.hasOwn(rooms, name) ? rooms[name] : undefined;
