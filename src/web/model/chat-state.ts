// What the page shows of one person's chat, as one value. Only here it is replaced; who changes what is in the files around it.
import type { Present, StateChange } from '../../client/api.ts';
import type { User } from '../../shared/wire/objects.ts';
import { type Choices, DEFAULTS } from './choices.ts';
import type { Kept } from './keeping.ts';
import type { Room } from './room.ts';
import { createStore, type Store } from './store.ts';

/** What the person writes in a room, but for the draft: an answer, or one of their messages anew. */
export interface Writing {
  /** The sequence of the message that is answered. */
  answering?: number;
  editing?: { seq: number; text: string };
}

/** A message that is to come before the person's eyes. Another object is another jump, to the same one as well. */
export interface Jump {
  room: string;
  seq: number;
}

/** Anybody may ask a person into any number of rooms. */
const INVITATIONS_MAX = 20;

export interface Invitation {
  room: string;
  by: User;
}

export interface ChatState {
  user: User;
  /** Of the person's token. */
  roles: readonly string[];
  connection: StateChange;
  /** Whether there was a connection before: the first one is waited for more quietly. */
  wasLive: boolean;
  /** The identity provider does not answer: a session goes on for a while as it was, or waits to be renewed. */
  isProviderAway: boolean;
  rooms: Readonly<Record<string, Room>>;
  /** The rooms' names in the order of the list. */
  names: readonly string[];
  /** The open room. */
  current: string | undefined;
  writing: Readonly<Record<string, Writing>>;
  /** The emoji that were taken last. */
  recentEmoji: readonly string[];
  /** The tone of skin of the emoji that have one: 0 is none, 1 to 5 from light to dark. */
  emojiTone: number;
  /** The rooms that were opened last, the last first. */
  recentRooms: readonly string[];
  /** What the person chose of the page. */
  choices: Choices;
  /** Everything up to here is in the database. */
  persisted: number;
  /** Who is in which room, as far as anybody knows. */
  present: ReadonlyMap<string, Present>;
  /** Who writes in which room just now. */
  typing: ReadonlyMap<string, readonly User[]>;
  jump: Jump | undefined;
  /** Who asks the person into which room, the last first. */
  invitations: readonly Invitation[];
  /** Something the person should know, in words. */
  notice: string | undefined;
  /** That something was done, for a moment. */
  said: { words: string } | undefined;
  /** Whether what is written and not sent outlives the page. */
  kept: Kept;
}

export class StateHolder {
  readonly store: Store<ChatState>;

  constructor(user: User, roles: readonly string[]) {
    this.store = createStore<ChatState>({
      user,
      roles,
      connection: { state: 'connecting', attempt: 0, retryInMs: 0 },
      wasLive: false,
      isProviderAway: false,
      rooms: {},
      names: [],
      current: undefined,
      writing: {},
      recentEmoji: [],
      emojiTone: 0,
      recentRooms: [],
      choices: DEFAULTS,
      persisted: 0,
      present: new Map(),
      typing: new Map(),
      jump: undefined,
      invitations: [],
      notice: undefined,
      said: undefined,
      kept: 'kept',
    });
  }

  get now(): ChatState {
    return this.store.get();
  }

  /** The open room. */
  get current(): Room | undefined {
    return openIn(this.now);
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
    this.setWriting(name, {});
  }

  /** Somebody asks the person into a room; of very many the last ones count. */
  invited(invitation: Invitation): void {
    this.answered(invitation.room);
    const { invitations } = this.now;
    this.set({ invitations: [invitation, ...invitations].slice(0, INVITATIONS_MAX) });
  }

  /** An invitation into a room is none any more. */
  answered(name: string): void {
    const { invitations } = this.now;
    const others = invitations.filter(({ room }) => room !== name);
    if (others.length < invitations.length) this.set({ invitations: others });
  }

  writing(name: string): Writing {
    return writingIn(this.now, name);
  }

  setWriting(name: string, writing: Writing): void {
    this.set({ writing: { ...this.now.writing, [name]: writing } });
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

const NOTHING: Writing = {};
export const writingIn = ({ writing }: ChatState, name: string): Writing =>
  (Object.hasOwn(writing, name) ? writing[name] : undefined) ?? NOTHING;

/** A room may be called `constructor`, which every object has. */
export const roomIn = ({ rooms }: ChatState, name: string): Room | undefined =>
  Object.hasOwn(rooms, name) ? rooms[name] : undefined;

export const openIn = (state: ChatState): Room | undefined =>
  state.current === undefined ? undefined : roomIn(state, state.current);
