// Does what the state machine (state.ts) wants done: opens sockets, sets the one timer, writes the storage, settles
// promises, emits. Invariants: effects are performed in the order they arose, also when a handler calls back in; time
// is monotonic, so that a clock that is set neither hurries nor holds up a wait.
import type { ClientEvents } from './api.ts';
import type { Effect, Emission, Key } from './effects.ts';
import { tryTo } from './emitter.ts';
import { type ChatError, closedError } from './errors.ts';
import type { Input } from './inputs.ts';
import type { StoredCommand } from './known-commands.ts';
import type { Token } from './options.ts';
import { readSession } from './session.ts';
import { type OpenSocket, openSocket } from './socket.ts';
import type { SocketClass } from './socket-class.ts';
import type { ChatMachine } from './state.ts';
import type { ChatStorage } from './storage.ts';
import { socketUrl } from './urls.ts';
import { Waiting } from './waiting.ts';

/** Cursors are written this often at most, milliseconds: a busy room must not busy the disk. */
const CURSOR_EVERY_MS = 250;
/** The longest wait of a browser's timer; a later moment is simply asked for again. */
const TIMER_MAX_MS = 2 ** 31 - 1;
/** A machine sleeps no longer than this; a clock that leaps further was set. */
const SLEEP_MAX_MS = 31 * 24 * 60 * 60 * 1_000;
/** What a socket that never opened closes with. */
const NEVER_OPENED = 1006;

export interface DriverOptions {
  urls: readonly string[];
  token: Token | undefined;
  renew?: (() => void | Promise<void>) | undefined;
  storage: ChatStorage;
  WebSocket: SocketClass;
  machine: ChatMachine;
  emit: <Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]) => void;
  /** Where errors of the owner's go; see {@link ConnectOptions}. */
  onError?: ((error: unknown) => void) | undefined;
}

export class Driver {
  readonly #options: DriverOptions;
  readonly #machine: ChatMachine;
  readonly #storage: ChatStorage;
  readonly #waiting = new Waiting();
  readonly #moved = new Set<string>();
  readonly #queue: Effect[] = [];
  #draining = false;
  #socket: OpenSocket | undefined;
  /** Counts connections: what was asked for an earlier one comes too late. */
  #generation = 0;
  #nextUrl = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When it rings. */
  #timerAt = Number.POSITIVE_INFINITY;
  #cursorTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the monotonic clock began by the clock on the wall, as far as was known when a server last told the time. */
  #beganAt = Date.now() - performance.now();

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#machine = options.machine;
    this.#storage = options.storage;
  }

  handle(input: Input): void {
    if (input.type === 'frame' && input.frame.type === 'welcome') {
      this.#beganAt = Date.now() - performance.now();
    }
    for (const effect of this.#machine.handle(input, performance.now())) {
      if (isUnheard(effect)) this.#perform(effect);
      else this.#queue.push(effect);
    }
    if (this.#draining) return;
    this.#draining = true;
    for (let effect = this.#queue.shift(); effect !== undefined; effect = this.#queue.shift()) {
      const next = effect;
      // The owner's storage: a message that it does not keep is sent all the same.
      tryTo(() => this.#perform(next), this.#options.onError);
    }
    this.#draining = false;
    if (this.#machine.state === 'closed') this.#end();
    else this.#schedule();
  }

  /**
   * The time for a new id. The monotonic clock stands still while a machine sleeps, and an id as old as the sleep is
   * looked up in the rows; so until a server tells the time again, the clock on the wall says what was missed. It may
   * have been set, too, which looks the same: back and very far it is not believed, and a server refuses what is ahead.
   */
  timeOfCommand(): number {
    const now = performance.now();
    if (this.#machine.state === 'live') return now;
    const missed = Date.now() - now - this.#beganAt;
    return missed > 0 && missed < SLEEP_MAX_MS ? now + missed : now;
  }

  /** What becomes of a join, a command or a question. */
  wait<T>(key: Key): Promise<T> {
    return this.#waiting.wait(key);
  }

  /** Writes the cursors now. */
  flush(): void {
    clearTimeout(this.#cursorTimer);
    this.#cursorTimer = undefined;
    for (const room of this.#moved) {
      const save = () => this.#storage.saveCursor(room, this.#machine.cursor(room));
      tryTo(save, this.#options.onError);
    }
    this.#moved.clear();
  }

  closedError(): ChatError {
    return closedError(this.#machine.closedBecause ?? 'closed');
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'connect':
        void this.#open();
        break;
      case 'send':
        this.#socket?.send(effect.frame);
        break;
      case 'drop':
        this.#generation += 1;
        this.#socket?.drop(effect.code);
        this.#socket = undefined;
        break;
      case 'probe':
        void this.#probe();
        break;
      case 'resolve':
        this.#waiting.resolve(effect.key, effect.value);
        break;
      case 'reject':
        this.#waiting.reject(effect.key, effect.error);
        break;
      case 'keep':
        this.#storage.saveCommand(effect.stored);
        break;
      case 'forget':
        this.#storage.removeCommand(effect.id);
        break;
      case 'rename':
        this.#rename(effect.from, effect.stored);
        break;
      case 'cursor':
        this.#moved.add(effect.room);
        this.#cursorTimer ??= setTimeout(() => this.flush(), CURSOR_EVERY_MS);
        break;
      case 'emit':
        this.#emit(effect);
        break;
      default:
        effect satisfies never;
    }
  }

  #emit<Name extends keyof ClientEvents>({ name, payload }: Emission<Name>): void {
    this.#options.emit(name, payload);
  }

  async #open(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    const { urls, WebSocket } = this.#options;
    const url = socketUrl(urls[this.#nextUrl % urls.length] ?? '');
    this.#nextUrl += 1;
    const closed = (code: number, reason: string) => {
      if (generation !== this.#generation) return;
      this.#socket = undefined;
      this.handle({ type: 'closed', code, reason });
    };
    try {
      await this.#options.renew?.();
      const token = await this.#token();
      if (generation !== this.#generation) return;
      this.#socket = openSocket(
        { url, token, WebSocket },
        { frame: (frame) => this.handle({ type: 'frame', frame }), closed },
      );
    } catch (error) {
      // No token to be had or a socket that cannot even be made: another try may find it otherwise.
      closed(NEVER_OPENED, String(error));
    }
  }

  async #token(): Promise<string | undefined> {
    const { token } = this.#options;
    return typeof token === 'function' ? await token() : token;
  }

  /** A browser does not say why a socket did not open; the gateway does, when asked over HTTP. */
  async #probe(): Promise<void> {
    const { urls } = this.#options;
    const url = urls[(this.#nextUrl - 1) % urls.length] ?? '';
    const token = await this.#token().catch(() => undefined);
    const { status } = await readSession(url, token);
    if (status !== 'unknown' || this.#machine.state !== 'connecting') return;
    this.handle({ type: 'unauthorized' });
  }

  /** In this order: a page that is killed in between has it twice, which `load` sees, and not at all otherwise. */
  #rename(from: string, stored: StoredCommand): void {
    this.#storage.saveCommand(stored);
    this.#storage.removeCommand(from);
  }

  /** One that rings too early is set anew then: with each of many frames a little is due a little later. */
  #schedule(): void {
    const dueAt = this.#machine.dueAt();
    if (dueAt === undefined) return this.#stopTimer();
    if (dueAt >= this.#timerAt) return;
    this.#stopTimer();
    const now = performance.now();
    const delayMs = Math.min(Math.max(dueAt - now, 1), TIMER_MAX_MS);
    this.#timerAt = now + delayMs;
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.handle({ type: 'tick' });
    }, delayMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #end(): void {
    this.#stopTimer();
    this.flush();
    this.#waiting.rejectAll(this.closedError());
  }
}

/**
 * What nobody hears before this turn is over. It is done at once, also from within a handler: who leaves a room there and
 * enters it again waits for the second join, and goes on after no cursor of before.
 */
const isUnheard = ({ do: what }: Effect): boolean =>
  what === 'resolve' || what === 'reject' || what === 'cursor';
