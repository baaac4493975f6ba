// One command of somebody who has no connection here: a request, a delivery of a webhook. It goes the way of everybody's commands
// (handle.ts, store.ts), with the same limits on what a person says, and by the same standing: who could come into the room is
// taken to be in it, and the decision says what they may do there.
// Invariants: those of one user go one after the other, for they rest on the same membership; past a number that wait, who
// gives another one is told to wait.
import { type ChatCommand, COMMANDS } from '../../chat/features.ts';
import type { AckFrame, ErrorFrame } from '../../shared/wire/frames.ts';
import { mayEnter, type Visitor } from '../edge/identity.ts';
import type { Limits } from '../limits/limits.ts';
import type { RoomStates } from '../log/room-states.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { refusal, tooMuch, unanswered } from '../refusal.ts';
import type { CommandPorts } from './handle.ts';
import { CommandsInOrder } from './in-order.ts';

export interface OneShotPorts extends CommandPorts {
  states: CommandPorts['states'] & Pick<RoomStates, 'hold' | 'release'>;
  privateRooms: ReadonlySet<string>;
  limits: Pick<Limits, 'posts'>;
  metrics: Pick<GatewayMetrics, 'commands' | 'posted' | 'refused' | 'appendSeconds'>;
  onFault: (error: unknown) => void;
}

/** Answers once; never rejects. The identity is as of now: with the name and the rights that somebody has by now. */
export type GiveOnce = (visitor: Visitor, command: ChatCommand) => Promise<AckFrame | ErrorFrame>;

/** As many as wait of one connection before it is not read any further. */
const WAITING_MAX = 64;

interface Line {
  commands: CommandsInOrder;
  waiting: number;
}

export function createGiveOnce(ports: OneShotPorts): GiveOnce {
  const { limits, metrics, privateRooms, states, onFault } = ports;
  const lines = new Map<string, Line>();
  const timer = () => metrics.appendSeconds.startTimer();

  const give = async (visitor: Visitor, command: ChatCommand): Promise<AckFrame | ErrorFrame> => {
    const { identity } = visitor;
    const kind = COMMANDS.get(command.type);
    if (kind === undefined) throw new Error(`no command: ${command.type}`);
    const room = 'room' in command ? command.room : undefined;
    const rooms = [...(room === undefined ? [] : [room]), ...(kind.rooms?.(command) ?? [])];
    const closed = rooms.find((one) => !mayEnter(identity, one, privateRooms));
    if (closed !== undefined) {
      const message = `${closed} is private and you are no member: ask its moderator`;
      return refusal('forbidden', message, command);
    }
    const who = identity.user.id;
    const line = lines.get(who) ?? { commands: new CommandsInOrder({ ports, timer }), waiting: 0 };
    if (line.waiting >= WAITING_MAX) return tooMuch('too many commands', 500, command);
    const waitMs = limits.posts.take(visitor, kind.bytes(command), performance.now());
    if (waitMs > 0) return tooMuch('too many messages', waitMs, command);
    lines.set(who, line);
    line.waiting += 1;
    // What a decision makes a gateway keep of a room goes with whoever is in it last.
    if (room !== undefined) states.hold(room);
    try {
      const { promise, resolve } = Promise.withResolvers<AckFrame | ErrorFrame>();
      const asked = { asker: identity, joined: room !== undefined, kind, command };
      await line.commands.run(asked, resolve);
      return await promise;
    } finally {
      if (room !== undefined) states.release(room);
      line.waiting -= 1;
      if (line.waiting === 0) lines.delete(who);
    }
  };

  return async (visitor, command) => {
    metrics.commands.inc({ type: command.type });
    const answer = await give(visitor, command).catch((error: unknown) =>
      unanswered(error, command, onFault),
    );
    if (answer.type === 'error') metrics.refused.inc({ code: answer.code });
    else metrics.posted.inc({ duplicate: String(answer.duplicate === true) });
    return answer;
  };
}
