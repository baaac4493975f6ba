// The client as a state machine: what happened goes in with the time, what to do about it comes out. Pure: no
// socket, no timer, no clock. Invariant: it always knows when it wants to be asked again (`dueAt`), so
// that nothing waits for luck. Its parts are parts.ts; what each input and each frame does is in inputs.ts and frames.ts.
import type { ChatCommand } from '../chat/commands.ts';
import type { ChatQuestion } from '../chat/features.ts';
import type { Limits } from '../shared/wire/limits.ts';
import type { User } from '../shared/wire/objects.ts';
import { aboutOf, type Pending, roomOf } from './api.ts';
import { type Effect, Effects } from './effects.ts';
import { ChatError } from './errors.ts';
import { dispatch, type Handlers } from './handlers.ts';
import { type Input, inputHandlers } from './inputs.ts';
import { createKnownCommands, type KnownCommands } from './known-commands.ts';
import { Link } from './link.ts';
import { Membership } from './membership.ts';
import type { Way } from './outbox.ts';
import type { Parts } from './parts.ts';
import { Questions } from './questions.ts';
import { Rooms } from './rooms.ts';
import { Sending } from './sending.ts';
import { Server } from './server.ts';
import { Signals } from './signals.ts';
import type { Cursor } from './storage.ts';
import { createIdMaker, type IdMaker } from './uuid7.ts';

export interface MachineOptions {
  /** The time of day minus the time that `handle` is given, until a server tells its own; 0 unless told. */
  clockOffsetMs?: number;
  perRoom?: number;
  renewable?: boolean;
  random?: () => number;
  newId?: IdMaker;
  known?: KnownCommands;
}

export class ChatMachine {
  readonly #parts: Parts;
  readonly #handlers: Handlers<Input>;
  readonly #way: Way;

  constructor({
    clockOffsetMs = 0,
    perRoom = 1,
    renewable = false,
    random = Math.random,
    newId = createIdMaker(),
    known = createKnownCommands(),
  }: MachineOptions = {}) {
    const effects = new Effects();
    const server = new Server();
    const rooms = new Rooms();
    const questions = new Questions<ChatQuestion>();
    const sending = new Sending({ effects, random, perRoom, clockOffsetMs, newId, known });
    const link = new Link({ effects, random, renewable, onLost: () => this.#lost() });
    const signals = new Signals({ effects, rooms, server });
    const parts = { effects, rooms, questions, sending, link, signals };
    this.#parts = { ...parts, server, membership: new Membership(parts, random) };
    this.#handlers = inputHandlers(this.#parts);
    this.#way = {
      isLive: rooms.isLive,
      isOfInside: known.isOfInside,
      takes: (command) => known.needs(command).every(server.takes),
    };
  }

  /**
   * Takes one input and gives what is to be done, in order. `now`: milliseconds of a clock that only goes forward;
   * where it began does not matter.
   */
  handle(input: Input, now: number): Effect[] {
    dispatch(this.#handlers, input, now);
    this.#pump(now);
    const effects = this.#parts.effects.take();
    if (effects.some(isQuestion)) this.#parts.link.asked(now);
    return effects;
  }

  /** When to send `tick`, milliseconds; undefined while there is nothing to wait for. */
  dueAt(): number | undefined {
    const { link, questions, rooms, sending, signals } = this.#parts;
    const times = [link.dueAt(), questions.dueAt()];
    if (link.state === 'live') {
      times.push(rooms.dueAt(), sending.outbox.dueAt(this.#way), signals.dueAt());
    }
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  // What the door and the driver want to know.

  get state(): 'connecting' | 'live' | 'closed' {
    return this.#parts.link.state;
  }
  get closedBecause(): string | undefined {
    return this.#parts.link.closedBecause;
  }
  get user(): User | undefined {
    return this.#parts.server.user;
  }
  get limits(): Limits | undefined {
    return this.#parts.server.limits;
  }
  get epoch(): string | undefined {
    return this.#parts.server.epoch;
  }
  get persisted(): number {
    return this.#parts.server.persisted;
  }
  get rooms(): string[] {
    return this.#parts.rooms.names();
  }
  /** Whether no further command can wait. */
  get isFull(): boolean {
    return this.#parts.sending.outbox.full;
  }

  isIn(room: string): boolean {
    return this.#parts.rooms.has(room);
  }

  /** Whether everything that was missed of a room is there. */
  isLiveIn(room: string): boolean {
    return this.#parts.rooms.isLive(room);
  }

  /** Whether it may be given now: what is done inside a room is given by who is in it. */
  mayGive(command: ChatCommand): boolean {
    const room = roomOf(command);
    return room === undefined || this.isIn(room) || !this.#way.isOfInside(command);
  }

  /** Whether the gateway of this connection takes commands of a type. */
  takes(type: ChatCommand['type']): boolean {
    return this.#parts.server.takes(type);
  }

  cursor(room: string): Cursor | undefined {
    return this.#parts.rooms.cursor(room);
  }

  /** The commands on their way, of one room or of all, in order. */
  pending(room?: string): Pending[] {
    const entries = this.#parts.sending.outbox.list(room);
    return entries.map(({ command, sent }) => ({ ...aboutOf(command), sent }));
  }

  /** An id for a command given at `now`. */
  newId(now: number): string {
    return this.#parts.sending.newId(now);
  }

  /** What storage has of earlier processes and other tabs. */
  load(stored: readonly unknown[]): void {
    this.#parts.sending.load(stored);
  }

  /** Whatever is due by now, and everything that may be sent. */
  #pump(now: number): void {
    const { link, questions, rooms, sending, server, effects, signals } = this.#parts;
    link.tick(now);
    for (const id of questions.expired(now)) effects.reject(`question:${id}`, tooLate());
    if (link.state !== 'live') return;
    for (const id of questions.untaken(server.takes)) effects.reject(`question:${id}`, untaken());
    for (const frame of rooms.take(now, server.takes('join.max'))) effects.send(frame);
    for (const frame of questions.take(now, rooms.isLive)) effects.send(frame);
    sending.pump(now, this.#way, server.epoch ?? '');
    signals.pump(now);
  }

  #lost(): void {
    const { rooms, sending, questions, signals } = this.#parts;
    rooms.lost();
    signals.lost();
    sending.outbox.lost();
    questions.lost();
  }
}

const UNANSWERED: ReadonlySet<string> = new Set(['ping', 'typing', 'read']);
const isQuestion = (effect: Effect) => effect.do === 'send' && !UNANSWERED.has(effect.frame.type);

const tooLate = () => new ChatError('timeout', 'The server did not answer in time. Try again.');
const untaken = () =>
  new ChatError(
    'unsupported',
    'The server cannot answer this yet: it is an older one. Try again later.',
  );
