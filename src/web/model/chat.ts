// The page's model: one signed-in person, the SDK's client, the rooms. Everything the components show is in `store`;
// everything they do is a method here. What the server says goes its own way: listening.ts and views.ts.
import { type ChatClient, connect } from '../../client/client.ts';
import type { SocketClass } from '../../client/socket-class.ts';
import type { User } from '../../shared/wire/objects.ts';
import { Around } from './around.ts';
import { AskedPeople } from './asked-people.ts';
import { Belonging } from './belonging.ts';
import { Browsing } from './browsing.ts';
import { Calling } from './calling.ts';
import { type ChatState, StateHolder, type Writing } from './chat-state.ts';
import type { Choosing } from './choosing.ts';
import { Commands } from './commands.ts';
import { Entering } from './entering.ts';
import { FIRST_ROOM } from './entering-first.ts';
import { listen } from './listening.ts';
import { Looking } from './looking.ts';
import { meant } from './meant.ts';
import type { Memory } from './memory.ts';
import { onScreen } from './on-screen.ts';
import { OwnRooms } from './own-rooms.ts';
import { Reading } from './reading.ts';
import { Remembering } from './remembering.ts';
import type { Room } from './room.ts';
import { RoomDeeds } from './room-deeds.ts';
import { Searching } from './searching.ts';
import type { Store } from './store.ts';
import { Stretches } from './stretches.ts';
import { Switching } from './switching.ts';
import { tellWhetherKept } from './told-whether-kept.ts';
import { Unread } from './unread.ts';
import { Views } from './views.ts';

const RECENT_MAX = 20;

export interface ChatOptions {
  /** The gateway that serves the page. */
  url: string;
  user: User;
  /** What their token says that they are. */
  roles?: readonly string[];
  /** Makes sure that the session is good, before each connection. */
  renew?: () => Promise<void>;
  /** What connections are made with, the browser's own unless told. */
  WebSocket?: SocketClass;
  memory: Memory;
  /** Whether the person can see the page now. */
  visible: () => boolean;
  /** The room the address names. */
  room: string | undefined;
}

export class Chat {
  readonly client: ChatClient;
  /** What the person does in the open room. */
  readonly commands: Commands;
  readonly searching: Searching;
  readonly browsing: Browsing;
  /** What the person does about rooms and the people in them. */
  readonly roomDeeds: RoomDeeds;
  readonly people: AskedPeople;
  /** What the person chose of the page. */
  readonly choosing: Choosing;
  /** What is to be told outside of it. */
  readonly calling: Calling;
  /** Where else they may want to go. */
  readonly switching: Switching;
  /** What they want to be unread. */
  readonly unread: Unread;
  /** Where they look in the open room. */
  readonly looking: Looking;
  /** Which rooms they belong to. */
  readonly belonging: Belonging;
  readonly #state: StateHolder;
  readonly #memory: Memory;
  readonly #visible: () => boolean;
  readonly #reading: Reading;
  readonly #views: Views;
  readonly #stretches: Stretches;
  readonly #remembering: Remembering;
  readonly #around: Around;
  readonly #entering: Entering;
  readonly #own: OwnRooms;
  readonly #ends: (() => void)[] = [];

  constructor(options: ChatOptions) {
    const { url, user, roles = [], renew, WebSocket, memory, visible, room } = options;
    this.#memory = memory;
    this.#visible = visible;
    const state = new StateHolder(user, roles);
    this.#state = state;
    const client = connect({
      url,
      ...(WebSocket !== undefined && { WebSocket }),
      ...(renew !== undefined && { renew }),
      storage: {
        ...memory.unsent,
        loadCursor: (name) => memory.room(name)?.cursor,
        saveCursor: (name, cursor) => this.#remembering.moved(name, cursor),
      },
    });
    this.client = client;
    this.#reading = new Reading({ state, client, memory, visible });
    const reading = this.#reading;
    this.#views = new Views({ state, client, reading }, (name) => this.#stretches.gather(name));
    this.#stretches = new Stretches({ state, client, views: this.#views, reading });
    this.#around = new Around(state);
    const parts = { state, client, memory, views: this.#views, reading: this.#reading };
    this.#remembering = new Remembering(parts);
    this.choosing = memory.choosing;
    this.unread = new Unread({ state, client, reading, choosing: memory.choosing });
    this.commands = new Commands({ state, client, memory, unread: this.unread });
    this.calling = new Calling({ state, client });
    this.searching = new Searching(client, (typed) => meant(typed, state.now, Date.now()));
    this.browsing = new Browsing(client);
    this.people = new AskedPeople({
      state,
      client,
      onKnown: (name) => this.#remembering.rememberPeople(name),
    });
    this.roomDeeds = new RoomDeeds({
      state,
      client,
      open: (name) => this.open(name),
      meet: (name, people) => this.#entering.meet(name, people),
    });
    this.#entering = new Entering({
      ...parts,
      around: this.#around,
      remembering: this.#remembering,
    });
    const open = (name: string) => this.open(name);
    this.looking = new Looking({ ...parts, stretches: this.#stretches, open });
    this.switching = new Switching({ state, client, people: this.people });
    this.#own = new OwnRooms({ state, client, entering: this.#entering });
    this.belonging = new Belonging({
      ...{ state, client, open, own: this.#own },
      entering: this.#entering,
      roomDeeds: this.roomDeeds,
    });
    const { names, enter } = this.#entering.restore();
    listen(client, {
      ...parts,
      remembering: this.#remembering,
      around: this.#around,
      entered: (name) => this.people.entered(name),
      takeOff: (name) => this.belonging.takeOff(name),
      put: (name) => this.#entering.put(name),
    });
    client.on('state', (change) => {
      if (change.state === 'live') void this.#own.ask();
    });
    const choose = () => {
      state.set({ choices: memory.choosing.store.get() });
      this.unread.show();
    };
    this.#ends.push(memory.choosing.store.subscribe(choose));
    client.on('live', () => this.unread.show());
    client.on('reset', ({ room: name }) => this.unread.clear(name));
    choose();
    state.set({ recentRooms: memory.recentRooms() });
    tellWhetherKept(state, memory.kept);
    enter();
    const last = memory.lastRoom();
    const before = last !== undefined && names.includes(last) ? last : names[0];
    this.open(room ?? before ?? FIRST_ROOM);
  }

  get store(): Store<ChatState> {
    return this.#state.store;
  }

  get user(): User {
    return this.#state.now.user;
  }

  get current(): Room | undefined {
    return this.#state.current;
  }

  /** Turns to a room, entering it where that is still to be done. */
  open(name: string): void {
    this.#entering.put(name);
    const left = this.#state.now.current;
    if (left !== undefined) this.#reading.leave(left);
    this.#reading.setAtBottom(true);
    this.#state.set({ current: name });
    if (left !== undefined && left !== name) this.#stretches.toPresent(left);
    this.#views.trim(name);
    this.#memory.saveLastRoom(name);
    this.#remember(name);
    this.#reading.open(name);
    if (left !== name && this.#visible()) this.unread.clear(name);
  }

  /** So many are offered first to who wants to go elsewhere. */
  #remember(name: string): void {
    const others = this.#state.now.recentRooms.filter((one) => one !== name);
    const recentRooms = [name, ...others].slice(0, RECENT_MAX);
    this.#state.set({ recentRooms });
    this.#memory.saveRecentRooms(recentRooms);
  }

  /** Turns what is written in the open room to an answer, to another text of a message, or back. */
  write(writing: Writing): void {
    const { current } = this.#state.now;
    if (current !== undefined) this.#state.setWriting(current, writing);
  }

  /** Writes one's own message of the open room anew; what was written before waits until that is over. */
  edit(seq: number): void {
    if (this.current === undefined) return;
    const message = onScreen(this.current).view.messages.find((one) => one.seq === seq);
    if (message === undefined) return;
    const { text } = message;
    this.write({ ...this.#state.writing(this.current.name), editing: { seq, text } });
  }

  /** The person writes in the open room; to be called with every key. */
  typing(): void {
    const room = this.current;
    if (room !== undefined) this.client.typing(room.name);
  }

  setAtBottom(atBottom: boolean): void {
    this.#reading.setAtBottom(atBottom);
  }

  /** The page came into sight, or the network came back. */
  wake(): void {
    this.client.wake();
    this.#reading.lookAgain();
  }

  /** Tells the person something. */
  say(notice: string): void {
    this.#state.set({ notice });
  }

  /** Whether the identity provider answers, as the gateway said last. */
  providerIs(isAway: boolean): void {
    if (this.#state.now.isProviderAway !== isAway) this.#state.set({ isProviderAway: isAway });
  }

  /** Tells the person for a moment that something was done. */
  tell(words: string | undefined): void {
    this.#state.set({ said: words === undefined ? undefined : { words } });
  }

  dismissNotice(): void {
    this.#state.set({ notice: undefined });
  }

  /** Writes what is kept, before the page goes away. Nothing after `stop`. */
  save(): void {
    this.client.flush();
    for (const name of this.#state.now.names) {
      this.#remembering.remember(name, this.client.cursor(name));
    }
  }

  /** Ends the connection. From here on nothing is written: whoever signed out is forgotten. */
  stop(): void {
    this.#remembering.stop();
    for (const end of this.#ends) end();
    this.#views.stop();
    this.#around.stop();
    this.searching.stop();
    this.browsing.stop();
    this.client.close();
  }
}
