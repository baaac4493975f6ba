// One client's connection: frames in, answers out, each frame to whom it concerns. It knows a socket of a few methods and no
// transport, and of the chat only where commands go. Invariant: what it was put into, it is taken out of when it closes.
import { type ChatCommand, type ChatQuestion, COMMANDS } from '../../chat/features.ts';
import type { Entry } from '../../chat/kernel/fact.ts';
import type { Question } from '../../chat/kernel/question.ts';
import { moderates, owns } from '../../chat/member/standing.ts';
import type { NameClaimed } from '../../chat/name/facts.ts';
import { CloseCode } from '../../shared/wire/codes.ts';
import type { ReadCommand, TypingCommand } from '../../shared/wire/commands.ts';
import type { CommandPorts } from '../command/handle.ts';
import { CommandQueue } from '../command/queue.ts';
import type { Bots } from '../edge/bots.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { Operators } from '../edge/operators.ts';
import type { Hub } from '../fanout/hub.ts';
import { Outbox, type OutboxLimits, type Socket } from '../fanout/outbox.ts';
import type { People } from '../fanout/people.ts';
import type { Persisted } from '../fanout/persisted.ts';
import { CONTROL_COST, frameCost } from '../limits/cost.ts';
import type { Limits } from '../limits/limits.ts';
import type { RemovedBehind } from '../log/removed-behind.ts';
import type { RoomStates } from '../log/room-states.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { answersFrom } from '../question/answers-from.ts';
import { Questions } from '../question/questions.ts';
import { comeBackIn, refusal } from '../refusal.ts';
import type { JoinSources } from '../room/enter.ts';
import { Memberships } from '../room/memberships.ts';
import type { Residents } from '../room/residents.ts';
import { readStanding } from '../room/standing.ts';
import type { RowsClient } from '../rows.ts';
import type { Signals } from '../signal/signals.ts';
import { Intake } from './intake.ts';
import { receive } from './receive.ts';
import { Replies } from './replies.ts';
import { welcome } from './welcome.ts';

export interface ConnectionPorts extends CommandPorts {
  rows: Pick<RowsClient, 'lookUp' | 'ask' | 'past' | 'messages'>;
  sources: JoinSources;
  removedBehind: RemovedBehind;
  hub: Hub;
  people: People;
  residents: Residents;
  operators: Pick<Operators, 'of'>;
  bots: Pick<Bots, 'isRevoked'>;
  states: RoomStates;
  persisted: Persisted;
  signals: Pick<Signals, 'open' | 'readUpTo' | 'came' | 'went' | 'typing' | 'read'>;
  limits: Pick<
    Limits,
    'frames' | 'pace' | 'penalties' | 'posts' | 'joins' | 'seats' | 'questions' | 'questionTurns'
  >;
  privateRooms: ReadonlySet<string>;
  outboxes: OutboxLimits;
  metrics: GatewayMetrics;
  /** Of webhooks; undefined where there is nothing to make secrets of. */
  secretOf: (webhook: string) => string | undefined;
  /** What kept a command from being answered: it is told `unavailable`. */
  onFault: (error: unknown) => void;
}

/** A socket that can also stop and go on reading. */
export interface ClientSocket extends Socket {
  pause: () => void;
  resume: () => void;
}

export class Connection {
  readonly #ports: ConnectionPorts;
  readonly #outbox: Outbox;
  readonly #replies: Replies;
  readonly #intake: Intake;
  readonly #rooms: Memberships;
  readonly #questions: Questions;
  readonly #commands: CommandQueue;
  readonly #visitor: Visitor;
  /** Out of everything that this connection was put into. */
  readonly #tearDown: readonly (() => void)[];

  constructor(socket: ClientSocket, admitted: Visitor, ports: ConnectionPorts) {
    const { limits, outboxes, metrics, sources, hub, states, privateRooms, persisted, signals } =
      ports;
    const visitor = { ...admitted, identity: ports.operators.of(admitted.identity) };
    const { user } = visitor.identity;
    this.#ports = ports;
    this.#visitor = visitor;
    const pacer = limits.pace.of(user.id, visitor.address);
    const outbox = new Outbox(socket, outboxes, pacer);
    this.#outbox = outbox;
    const { onFault } = ports;
    const replies = new Replies({ outbox, persisted, metrics, onFault });
    this.#replies = replies;
    this.#intake = new Intake({
      socket,
      rate: limits.frames,
      pacer,
      take: (data, isBinary) => this.#take(data, isBinary),
      onFlood: () => {
        const retryAfterMs = limits.penalties.punish(user.id, performance.now());
        socket.close(CloseCode.rate, comeBackIn(retryAfterMs));
      },
    });
    this.#rooms = new Memberships({
      visitor,
      outbox,
      sources,
      hub,
      states,
      privateRooms,
      limits,
      refuse: replies.refuse,
      onFault: replies.fault,
      signals,
      send: replies.send,
      onLive: (seq) => persisted.follow(outbox, seq),
    });
    this.#questions = new Questions({
      visitor,
      sources: answersFrom(ports),
      isIn: (room) => this.#rooms.has(room),
      decided: (room) => this.#rooms.decided(room),
      moderates: async (room) => moderates(await readStanding(states, room, visitor.identity)),
      owns: (room) => this.#owns(room),
      privateRooms,
      limits,
    });
    this.#commands = new CommandQueue({
      visitor,
      ports,
      posts: limits.posts,
      timer: () => metrics.appendSeconds.startTimer(),
      answer: replies.done,
      onFault: replies.fault,
      onFull: () => this.#intake.hold(),
      onFree: () => this.#intake.release(),
    });
    const revoked = () => {
      this.#intake.end();
      socket.close(CloseCode.unauthorized, 'the token was revoked');
    };
    this.#tearDown = [
      () => this.#rooms.leaveAll(),
      signals.open(user, this.#rooms),
      ports.people.add(user.id, { told: (entry, frame) => this.#told(entry, frame) }),
      ports.residents.add({
        user,
        judge: (room, cause) => this.#rooms.judge(room, cause),
        invited: (room, by) => {
          // A room that tokens open, or outside of a bot's scope, opens to nobody by an invitation.
          if (this.#mayEnter(room)) replies.send({ type: 'invited', room, by });
        },
        owners: (room, frame) => void this.#tellOwner(room, frame),
        rights: (by) => {
          visitor.identity = ports.operators.of(visitor.identity);
          this.#rooms.judgeAll({ by, isRemoval: false });
        },
        revoked,
      }),
      () => persisted.forget(outbox),
      () => outbox.closed(),
      () => this.#intake.closed(),
    ];
    replies.send(welcome(user, ports));
    // It may have been while the token was looked at, before anybody could be told.
    ports.bots.isRevoked(user.id).then((is) => is && revoked(), onFault);
  }

  /** Takes one frame of the client's. Never throws. */
  receive(data: Buffer, isBinary: boolean): void {
    this.#intake.receive(data, isBinary);
  }

  /** A ping or a pong of the WebSocket protocol came. */
  control(): void {
    this.#intake.spend(CONTROL_COST);
  }

  /** The socket is gone: nobody is left to send to. */
  closed(): void {
    for (const undo of this.#tearDown) undo();
  }

  /** Takes no more frames; resolves when what was taken is answered. */
  async drain(): Promise<void> {
    this.#intake.end();
    await this.#commands.idle();
  }

  /** What concerns us and no room: we may be called something else from now on. */
  #told({ fact }: Entry, frame: Buffer): void {
    if (fact.type === 'NameClaimed') {
      const { identity } = this.#visitor;
      const { name } = (fact as NameClaimed).data;
      this.#visitor.identity = { ...identity, user: { ...identity.user, name } };
    }
    this.#outbox.answer(frame);
  }

  async #owns(room: string): Promise<boolean> {
    const { states } = this.#ports;
    return owns(await readStanding(states, room, this.#visitor.identity));
  }

  /** Of a room that we are in: told where we own it. Who is not told asks when they look. */
  async #tellOwner(room: string, frame: Buffer): Promise<void> {
    if (!this.#rooms.has(room)) return;
    const owns = await this.#owns(room).catch(() => false);
    if (owns && this.#rooms.has(room)) this.#outbox.answer(frame);
  }

  #take(data: Buffer, isBinary: boolean): void {
    const received = receive(data, isBinary);
    const type = 'command' in received ? received.command.type : undefined;
    if (!this.#intake.spend(frameCost(type, data.length) - 1)) return;
    if ('error' in received) return this.#replies.refuse(received.error);
    const { command } = received;
    this.#ports.metrics.commands.inc({ type: command.type });
    switch (command.type) {
      case 'ping':
        return this.#replies.send({ type: 'pong' });
      case 'join':
        return this.#rooms.join(command);
      case 'leave':
        return this.#rooms.leave(command.room);
      case 'typing':
      case 'read':
        return this.#signal(command);
      default:
        return this.#relay(command);
    }
  }

  #signal(command: TypingCommand | ReadCommand): void {
    const { signals } = this.#ports;
    const { room } = command;
    const { user } = this.#visitor.identity;
    const membership = this.#rooms.get(room);
    if (membership === undefined) {
      return this.#replies.refuse(refusal('not_joined', `join ${room} first`, { room }));
    }
    if (command.type === 'read') signals.read(membership, user, command.seq);
    // Until then nobody knows whether it may be there at all.
    else if (membership.entered) signals.typing(room, user);
  }

  #relay(frame: ChatCommand | ChatQuestion): void {
    const kind = COMMANDS.get(frame.type);
    if (kind === undefined) return this.#ask(frame);
    const command = frame as ChatCommand;
    const room = 'room' in command ? command.room : undefined;
    const joined = room !== undefined && this.#rooms.has(room);
    // A room that tokens open is none that one could come into by a command.
    const from = kind.anywhere && room !== undefined && !joined ? [room] : [];
    const closed = [...from, ...(kind.rooms?.(command) ?? [])].find((one) => !this.#mayEnter(one));
    if (closed !== undefined) {
      const message = `${closed} is private and you are no member`;
      return this.#replies.refuse(refusal('forbidden', message, command));
    }
    this.#commands.take(kind, command, joined);
  }

  #mayEnter(room: string): boolean {
    return mayEnter(this.#visitor.identity, room, this.#ports.privateRooms);
  }

  #ask(question: Question): void {
    this.#questions
      .ask(question)
      .then(this.#replies.answer)
      .catch((error: unknown) => this.#replies.fault(error, question));
  }
}
