// The SDK's door: `connect` gives a client that stays connected and in its rooms until it is closed. What is
// decided is decided in state.ts, what is done is done in driver.ts; here it gets its public shape.

import type { ChatCommand } from '../chat/commands.ts';
import type { Limits } from '../shared/wire/limits.ts';
import type { User } from '../shared/wire/objects.ts';
import {
  type ClientEvents,
  type CommandFields,
  type FoundPage,
  type HistoryPage,
  type ListOptions,
  type MessagesPage,
  type MinePage,
  type OlderPage,
  type Pending,
  type PeoplePage,
  type RoomsPage,
  roomOf,
  type Sent,
  type Stored,
} from './api.ts';
import { Asking, type Place } from './asking.ts';
import { Driver } from './driver.ts';
import { Emitter, tryTo } from './emitter.ts';
import {
  assertValid,
  ChatError,
  countProblem,
  emojiProblem,
  roomProblem,
  targetProblem,
  textProblem,
} from './errors.ts';
import type { ConnectOptions } from './options.ts';
import type { JoinOptions } from './rooms.ts';
import type { SocketClass } from './socket.ts';
import { ChatMachine } from './state.ts';
import { type ChatStorage, type Cursor, memoryStorage } from './storage.ts';
import { socketUrl } from './urls.ts';

/** Opens a chat client; it connects in the background and comes back by itself. Throws on a bad address. */
export function connect(options: ConnectOptions): ChatClient {
  return new ChatClient(options);
}

export class ChatClient extends Emitter<ClientEvents> {
  readonly #machine: ChatMachine;
  readonly #driver: Driver;
  readonly #storage: ChatStorage;
  readonly #asking: Asking;

  constructor({ url, token, storage, pipeline, WebSocket }: ConnectOptions) {
    super();
    const urls = typeof url === 'string' ? [url] : url;
    if (urls.length === 0) throw new ChatError('invalid', 'There is no address to connect to.');
    for (const one of urls) socketUrl(one);
    this.#storage = storage ?? memoryStorage();
    this.#machine = new ChatMachine({
      clockOffsetMs: Date.now() - performance.now(),
      renewable: typeof token === 'function',
      ...(pipeline !== undefined && { perRoom: pipeline }),
    });
    this.#machine.load(this.#storage.loadCommands());
    this.#driver = new Driver({
      urls,
      token,
      storage: this.#storage,
      // A browser's own class takes no headers; in a browser there is no token, so none are passed.
      WebSocket: WebSocket ?? (globalThis.WebSocket as SocketClass),
      machine: this.#machine,
      emit: (name, payload) => this.emit(name, payload),
    });
    this.#asking = new Asking(this.#machine, this.#driver);
    // Not before the owner could listen: the first `state` event is not to be missed.
    queueMicrotask(() => this.#driver.handle({ type: 'start' }));
  }

  /** `connecting`, `live` or `closed`. */
  get state(): 'connecting' | 'live' | 'closed' {
    return this.#machine.state;
  }
  /** Who we are; undefined until the first `live`. */
  get user(): User | undefined {
    return this.#machine.user;
  }
  /** The server's limits; undefined until the first `live`. */
  get limits(): Limits | undefined {
    return this.#machine.limits;
  }
  /** Names the log that sequences count in. */
  get epoch(): string | undefined {
    return this.#machine.epoch;
  }
  /** Everything up to this sequence is in the database, as far as the server said. */
  get persisted(): number {
    return this.#machine.persisted;
  }
  /** The joined rooms. */
  get rooms(): string[] {
    return this.#machine.rooms;
  }

  /** How far a room was received; what storage keeps. */
  cursor(room: string): Cursor | undefined {
    return this.#machine.cursor(room);
  }

  /**
   * Enters a room and stays in it over every reconnect: after the stored cursor (of more than `max` messages only the
   * latest), else with its `last` messages (0 to 200, 50 unless told). Resolves when the backlog was emitted. Rejects with a {@link ChatError}:
   * `invalid`, `forbidden`, `too_many_rooms`, `left`, `closed`.
   */
  join(room: string, options: JoinOptions = {}): Promise<void> {
    const problem =
      roomProblem(room) ??
      countProblem('last', options.last, 0) ??
      countProblem('max', options.max, 1);
    if (problem !== undefined) return Promise.reject(new ChatError('invalid', problem));
    if (this.state === 'closed') return Promise.reject(this.#driver.closedError());
    const joined = this.#driver.wait<void>(`join:${room}`);
    const cursor = tryTo(() => this.#storage.loadCursor(room));
    this.#driver.handle({ type: 'join', room, options, cursor });
    return joined;
  }

  /** Leaves a room and forgets its cursor. Its commands that are still on their way become `unsent`. */
  leave(room: string): void {
    this.#driver.handle({ type: 'leave', room });
    // Not some time later: whoever enters it again at once would go on after the cursor of before.
    this.#driver.flush();
  }

  /**
   * Sends a message to a joined room: now, or when connected again. `id` names it at once; `stored`
   * resolves when the log has it, and rejects with a {@link ChatError} when it is certain that it never
   * will (the `unsent` event says the same, so `stored` may be ignored). Throws a {@link ChatError}:
   * `invalid` (empty, too long, not well-formed), `not_joined`, `outbox_full` (1,000 wait), `closed`.
   * `replyTo`: the sequence of the message that it answers.
   */
  post(room: string, text: string, { replyTo }: { replyTo?: number } = {}): Sent {
    assertValid(textProblem(text, this.limits?.textMax));
    if (replyTo !== undefined) assertValid(targetProblem(replyTo));
    const more = { ...(replyTo !== undefined && { replyTo }) };
    return this.#command(room, (id) => ({ type: 'post', id, room, text, ...more }));
  }

  /** Says a message of one's own otherwise; `target` is its sequence. Like {@link ChatClient.post}, here and below. */
  edit(room: string, target: number, text: string): Sent {
    assertValid(targetProblem(target) ?? textProblem(text, this.limits?.textMax));
    return this.#command(room, (id) => ({ type: 'edit', id, room, target, text }));
  }

  /** Takes a message away for good: one's own, or anybody's as a moderator. */
  delete(room: string, target: number): Sent {
    assertValid(targetProblem(target));
    return this.#command(room, (id) => ({ type: 'delete', id, room, target }));
  }

  /** Puts one emoji on a message, or takes one's own back. */
  react(room: string, target: number, emoji: string, on: boolean): Sent {
    assertValid(targetProblem(target) ?? emojiProblem(emoji));
    return this.#command(room, (id) => ({ type: 'react', id, room, target, emoji, on }));
  }

  /** Pins a message, or takes the pin away, as a moderator. */
  pin(room: string, target: number, on: boolean): Sent {
    assertValid(targetProblem(target));
    return this.#command(room, (id) => ({ type: 'pin', id, room, target, on }));
  }

  /**
   * Calls us something else: now, or when connected again. `stored` rejects with `conflict` where the name is taken or looks
   * like one that is, with `bad_frame` where it is none; the words say it. Others see it with our next messages, our other
   * connections at once (`user`). Throws a {@link ChatError}: `outbox_full`, `closed`.
   */
  rename(name: string): Sent {
    return this.#send((id) => ({ type: 'rename', id, name }));
  }

  /**
   * Makes a room, from anywhere: its kind, and whom it begins with. `directRoom` names the room of a few people. Resolves and
   * rejects like a post, here and below.
   */
  create(room: string, { kind, ...more }: CommandFields<'create'>): Sent {
    return this.#command(room, (id) => ({ type: 'create', id, room, kind, ...more }));
  }

  /** Changes what a room is: what is given, nothing else; an empty text takes it away. */
  change(room: string, changes: CommandFields<'change'>): Sent {
    return this.#command(room, (id) => ({ type: 'change', id, room, ...changes }));
  }

  /** What one does about a membership: `invite`, `accept`, `leave`, `remove`, `ban`, `unban`, `mute`, `unmute`, `role`. */
  member(room: string, about: CommandFields<'member'>): Sent {
    return this.#command(room, (id) => ({ type: 'member', id, room, ...about }));
  }

  /**
   * The `limit` events (1 to 200) of a joined room below sequence `before`. Waits for the connection, 15 s
   * at most. Rejects with a {@link ChatError}: `invalid`, `timeout`, `unavailable` (the database is down), `unsupported` (an older
   * server), `left`, `closed`.
   */
  history(
    room: string,
    { before, limit = 50 }: { before: number; limit?: number },
  ): Promise<HistoryPage> {
    return this.#asking.history(room, before, limit);
  }

  /**
   * The last `limit` messages (1 to 200) of a joined room below sequence `before`, as they are now, with what else was done in the
   * room beside them: for whoever scrolls back. Rejects like {@link history}.
   */
  messages(
    room: string,
    { before, limit = 50 }: { before: number; limit?: number },
  ): Promise<OlderPage> {
    return this.#asking.messages(room, before, limit);
  }

  /**
   * The messages of a joined room around a sequence, or around a time (milliseconds since 1970): `limit` of them (1 to 200), as they are
   * now. For a link, or for what was found. Rejects like {@link history}.
   */
  around(
    room: string,
    { limit = 50, ...place }: Place & { limit?: number },
  ): Promise<MessagesPage> {
    return this.#asking.around(room, place, limit);
  }

  /**
   * The newest `limit` (1 to 200, 20 unless told) messages that say what is looked for, below sequence `before` for older ones, of all
   * rooms that are open to this user: words, `"phrases"`, `-word`, `from:name`, `in:room`, `before:2026-11-01`, `after:…`,
   * `has:link` (docs/PROTOCOL.md, "search"). Waits for the connection, 15 s at most. Rejects with a {@link ChatError}: `invalid`, `too_wide`,
   * `timeout`, `rate`, `unavailable` (the database is down), `unsupported` (an older server), `closed`.
   */
  search(
    query: string,
    { before, limit }: { before?: number; limit?: number } = {},
  ): Promise<FoundPage> {
    return this.#asking.search(query, before, limit);
  }

  /**
   * Who is in a joined room (owners, moderators, members, who is invited, who is banned; each by name), or who is called something
   * like `query`. One of the two at least. Rejects like {@link search}.
   */
  people(options: ListOptions & { room?: string }): Promise<PeoplePage> {
    return this.#asking.people(options);
  }

  /**
   * The rooms that one is in, on whatever device, and those that one is asked into; with direct ones their people. Rejects like
   * {@link search}.
   */
  mine(options: Omit<ListOptions, 'query'> = {}): Promise<MinePage> {
    return this.#asking.mine(options);
  }

  /** The public rooms, the liveliest first, whether one is in them or not. Rejects like {@link search}. */
  directory(options: ListOptions = {}): Promise<RoomsPage> {
    return this.#asking.directory(options);
  }

  /**
   * The person writes in a room; call it with every key. What is more than once in two seconds, or not in a joined room of
   * a live connection, is not sent. Nothing comes of it where a gateway is older.
   */
  typing(room: string): void {
    this.#driver.handle({ type: 'typing', room });
  }

  /**
   * The person has read a joined room up to `seq`; call it as they scroll. It goes to their other devices, forward only: what is
   * lower than before, or not of a joined room, is ignored. Kept until a connection has it, but not over the end of the process.
   */
  read(room: string, seq: number): void {
    this.#driver.handle({ type: 'read', room, seq });
  }

  /**
   * Whether the gateway of this connection takes commands of a type. What it does not take waits for one that does: whoever
   * wants it now or not at all asks first, with each `live` anew.
   */
  takes(type: ChatCommand['type']): boolean {
    return this.#machine.takes(type);
  }

  /** The commands on their way, of one room or of all, oldest first; also those of an earlier process. */
  pending(room?: string): Pending[] {
    return this.#machine.pending(room);
  }

  /** Takes a command back that waits to be sent. One that was sent may be stored all the same. */
  discard(id: string): void {
    this.#driver.handle({ type: 'discard', id });
  }

  /** The network or the person is back: tries at once, or makes sure that the line is alive. */
  wake(): void {
    this.#driver.handle({ type: 'wake' });
  }

  /** Writes the cursors now; a page that goes away calls it. */
  flush(): void {
    this.#driver.flush();
  }

  /** Ends the client for good. Commands on their way stay in the storage; what waits rejects with `closed`. */
  close(): void {
    this.#driver.handle({ type: 'stop' });
  }

  /** Gives a command to whatever leads to its gateway. Throws what `post` throws, but for `invalid`. */
  #command(room: string, commandOf: (id: string) => ChatCommand): Sent {
    if (this.state === 'closed') throw this.#driver.closedError();
    const problem = roomProblem(room);
    if (problem !== undefined) throw new ChatError('invalid', problem);
    return this.#send(commandOf);
  }

  /** The same for what concerns no room. */
  #send(commandOf: (id: string) => ChatCommand): Sent {
    if (this.state === 'closed') throw this.#driver.closedError();
    const id = this.#machine.newId(this.#driver.timeOfCommand());
    const command = commandOf(id);
    if (!this.#machine.mayGive(command)) {
      throw new ChatError('not_joined', `Join ${roomOf(command)} before you post to it.`);
    }
    if (this.#machine.isFull) {
      throw new ChatError('outbox_full', 'Too many messages wait to be sent. Try again later.');
    }
    const stored = this.#driver.wait<Stored>(`command:${id}`);
    // Whoever ignores the promise learns the same from `unsent`; a rejection must not end the process.
    stored.catch(() => undefined);
    this.#driver.handle({ type: 'command', command });
    return { id, stored };
  }
}
