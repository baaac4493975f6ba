// The SDK's door: `connect` gives a client that stays connected and in its rooms until it is closed. What is
// decided is decided in state.ts, what is done is done in driver.ts; here it gets its public shape.

import type { ChatCommand } from '../chat/commands.ts';
import type { Limits } from '../shared/wire/limits.ts';
import type { ListedWebhook, User } from '../shared/wire/objects.ts';
import { until, type WaitOptions } from './abort.ts';
import {
  type BotsPage,
  type FoundPage,
  type HistoryPage,
  type ListOptions,
  type MessagesPage,
  type MinePage,
  type OlderPage,
  type Pending,
  type PeoplePage,
  type Place,
  type RoomsPage,
  roomOf,
  type Sent,
  type Stored,
} from './api.ts';
import { Asking } from './asking.ts';
import { Commands } from './commands.ts';
import { Driver } from './driver.ts';
import { tryTo } from './emitter.ts';
import { ChatError } from './errors.ts';
import type { ConnectOptions, JoinOptions } from './options.ts';
import { countProblem, roomProblem } from './problems.ts';
import { ownSocketClass } from './socket-class.ts';
import { ChatMachine } from './state.ts';
import { type ChatStorage, type Cursor, memoryStorage } from './storage.ts';
import { socketUrl } from './urls.ts';

/**
 * Opens a chat client; it connects in the background and comes back by itself. Throws a {@link ChatError} `invalid` on a bad address, where
 * there is no WebSocket, and on a token in a browser; the signal's reason where it is aborted already.
 */
export function connect(options: ConnectOptions): ChatClient {
  return new ChatClient(options);
}

export class ChatClient extends Commands {
  readonly #machine: ChatMachine;
  readonly #driver: Driver;
  readonly #storage: ChatStorage;
  readonly #asking: Asking;
  readonly #onError: ((error: unknown) => void) | undefined;

  constructor({
    url,
    token,
    renew,
    storage,
    pipeline,
    WebSocket,
    signal,
    onError,
  }: ConnectOptions) {
    super(onError);
    signal?.throwIfAborted();
    this.#onError = onError;
    const urls = typeof url === 'string' ? [url] : url;
    if (urls.length === 0) throw new ChatError('invalid', 'There is no address to connect to.');
    for (const one of urls) socketUrl(one);
    this.#storage = storage ?? memoryStorage();
    this.#machine = new ChatMachine({
      clockOffsetMs: Date.now() - performance.now(),
      renewable: typeof token === 'function' || renew !== undefined,
      ...(pipeline !== undefined && { perRoom: pipeline }),
    });
    this.#machine.load(this.#storage.loadCommands());
    this.#driver = new Driver({
      urls,
      token,
      renew,
      storage: this.#storage,
      WebSocket: WebSocket ?? ownSocketClass({ needsHeaders: token !== undefined }),
      machine: this.#machine,
      emit: (name, payload) => this.emit(name, payload),
      onError,
    });
    this.#asking = new Asking(this.#machine, this.#driver);
    const close = () => this.close();
    signal?.addEventListener('abort', close, { once: true });
    this.on('state', ({ state }) => {
      if (state === 'closed') signal?.removeEventListener('abort', close);
    });
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

  /**
   * Resolves to who we are as soon as there is a connection. Rejects with a {@link ChatError} where it is certain that there will be none:
   * `unauthorized`, `closed`. `AbortSignal.timeout(ms)` bounds it.
   */
  ready({ signal }: WaitOptions = {}): Promise<User> {
    const { user } = this;
    if (this.state === 'live' && user !== undefined) return Promise.resolve(user);
    if (this.isOver) return Promise.reject(this.#driver.closedError());
    const ready = () =>
      new Promise<User>((resolve, reject) => {
        const end = this.on('state', (change) => {
          if (change.state === 'connecting') return;
          end();
          if (change.state === 'live') resolve(change.user);
          else reject(this.#driver.closedError());
        });
      });
    return until(ready, signal);
  }

  /** How far a room was received; what storage keeps. */
  cursor(room: string): Cursor | undefined {
    return this.#machine.cursor(room);
  }

  /**
   * Enters a room and stays in it over every reconnect: after the stored cursor (of more than `max` messages only the
   * latest), else with its `last` messages (0 to 200, 50 unless told). Resolves when the backlog was emitted. Rejects with a {@link ChatError}:
   * `invalid`, `forbidden`, `too_many_rooms`, `left`, `closed`. Where the waiting is given up by `signal`, it is entered all the same,
   * until {@link leave}.
   */
  join(room: string, options: JoinOptions = {}): Promise<void> {
    const problem =
      roomProblem(room) ??
      countProblem('last', options.last, 0) ??
      countProblem('max', options.max, 1);
    if (problem !== undefined) return Promise.reject(new ChatError('invalid', problem));
    if (this.isOver) return Promise.reject(this.#driver.closedError());
    return until(() => {
      const joined = this.#driver.wait<void>(`join:${room}`);
      const cursor = tryTo(() => this.#storage.loadCursor(room), this.#onError);
      this.#driver.handle({ type: 'join', room, options, cursor });
      return joined;
    }, options.signal);
  }

  /** Whether everything that was missed of a room is there. */
  protected isLiveIn(room: string): boolean {
    return this.#machine.isLiveIn(room);
  }

  /** Leaves a room and forgets its cursor. Its commands that are still on their way become `unsent`. */
  leave(room: string): void {
    this.#driver.handle({ type: 'leave', room });
    // Not some time later: whoever enters it again at once would go on after the cursor of before.
    this.#driver.flush();
  }

  /**
   * The `limit` events (1 to 200) of a joined room below sequence `before`. Waits for the connection, 15 s
   * at most. Rejects with a {@link ChatError}: `invalid`, `timeout`, `unavailable` (the database is down), `unsupported` (an older
   * server), `left`, `closed`.
   */
  history(
    room: string,
    { before, limit = 50, signal }: { before: number; limit?: number } & WaitOptions,
  ): Promise<HistoryPage> {
    return until(() => this.#asking.history(room, before, limit), signal);
  }

  /**
   * The last `limit` messages (1 to 200) of a joined room below sequence `before`, as they are now, with what else was done in the
   * room beside them: for whoever scrolls back. Rejects like {@link history}.
   */
  messages(
    room: string,
    { before, limit = 50, signal }: { before: number; limit?: number } & WaitOptions,
  ): Promise<OlderPage> {
    return until(() => this.#asking.messages(room, before, limit), signal);
  }

  /**
   * The messages of a joined room around a sequence, or around a time (milliseconds since 1970): `limit` of them (1 to 200), as they are
   * now. For a link, or for what was found. Rejects like {@link history}.
   */
  around(
    room: string,
    { limit = 50, signal, ...place }: Place & { limit?: number } & WaitOptions,
  ): Promise<MessagesPage> {
    return until(() => this.#asking.around(room, place, limit), signal);
  }

  /**
   * The newest `limit` (1 to 200, 20 unless told) messages that say what is looked for, below sequence `before` for older ones, of all
   * rooms that are open to this user: words, `"phrases"`, `-word`, `from:name`, `in:room`, `before:2026-11-01`, `after:…`,
   * `has:link` (docs/PROTOCOL.md, "search"). Waits for the connection, 15 s at most. Rejects with a {@link ChatError}: `invalid`, `too_wide`,
   * `timeout`, `rate`, `unavailable` (the database is down), `unsupported` (an older server), `closed`.
   */
  search(
    query: string,
    { before, limit, signal }: { before?: number; limit?: number } & WaitOptions = {},
  ): Promise<FoundPage> {
    return until(() => this.#asking.search(query, before, limit), signal);
  }

  /**
   * Who is in a joined room (owners, moderators, members, who is invited, who is banned; each by name), or who is called something
   * like `query`. One of the two at least. Rejects like {@link search}.
   */
  people({ signal, ...options }: ListOptions & { room?: string }): Promise<PeoplePage> {
    return until(() => this.#asking.people(options), signal);
  }

  /**
   * The bots and hooks of a joined room that we look after, who was made last first. Rejects like {@link search}, and with `forbidden`.
   */
  bots(room: string, { signal, ...options }: Omit<ListOptions, 'query'> = {}): Promise<BotsPage> {
    return until(() => this.#asking.bots(room, options), signal);
  }

  /**
   * The rooms that one is in, on whatever device, and those that one is asked into; with direct ones their people. Rejects like
   * {@link search}.
   */
  mine({ signal, ...options }: Omit<ListOptions, 'query'> = {}): Promise<MinePage> {
    return until(() => this.#asking.mine(options), signal);
  }

  /** The public rooms, the liveliest first, whether one is in them or not. Rejects like {@link search}. */
  directory({ signal, ...options }: ListOptions = {}): Promise<RoomsPage> {
    return until(() => this.#asking.directory(options), signal);
  }

  /** The webhooks of a joined room that we own, with what could not be delivered. Rejects like {@link search}. */
  webhooks(room: string, { signal }: WaitOptions = {}): Promise<ListedWebhook[]> {
    return until(() => this.#asking.webhooks(room), signal);
  }

  /** The secret of a webhook that we have just made, for some minutes; after that nobody is told it. */
  webhookSecret(room: string, webhook: string, { signal }: WaitOptions = {}): Promise<string> {
    return until(() => this.#asking.secret(room, webhook), signal);
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

  /** The person is back, the network came or went: tries at once, or makes sure that the line is alive. */
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

  protected give(commandOf: (id: string) => ChatCommand, signal?: AbortSignal): Sent {
    if (this.isOver) throw this.#driver.closedError();
    signal?.throwIfAborted();
    const id = this.#machine.newId(this.#driver.timeOfCommand());
    const command = commandOf(id);
    if (!this.#machine.mayGive(command)) {
      throw new ChatError('not_joined', `Join ${roomOf(command)} before you post to it.`);
    }
    if (this.#machine.isFull) {
      throw new ChatError('outbox_full', 'Too many messages wait to be sent. Try again later.');
    }
    const stored = this.#driver.wait<Stored>(`command:${id}`);
    const abort = () => this.discard(id);
    signal?.addEventListener('abort', abort, { once: true });
    // Whoever ignores the promise learns the same from `unsent`; a rejection must not end the process.
    stored.catch(() => undefined).finally(() => signal?.removeEventListener('abort', abort));
    this.#driver.handle({ type: 'command', command });
    return { id, stored };
  }

  protected get isOver(): boolean {
    return this.state === 'closed';
  }
}
