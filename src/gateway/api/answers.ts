// What routes answer with, as functions: commands, questions, what a room is, read marks, events. All of it is what sockets are
// answered from; nothing here decides anything.
import type { ChatCommand, ChatQuestion } from '../../chat/features.ts';
import type { Answer } from '../../chat/kernel/question.ts';
import { makeId } from '../../shared/ids.ts';
import type { AckFrame, ErrorFrame, JoinedFrame } from '../../shared/wire/frames.ts';
import { idOfKey } from '../command/id-of-key.ts';
import { createGiveOnce, type OneShotPorts } from '../command/one-shot.ts';
import type { Visitor } from '../edge/identity.ts';
import { refusal, unanswered } from '../refusal.ts';
import { toldOf } from '../room/standing.ts';
import { readFrame } from '../socket/receive.ts';
import { type AskOncePorts, createAskOnce } from './ask-once.ts';
import { createEventStreams, type EventStreamPorts, type EventStreams } from './event-streams.ts';
import { type ReadMark, type ReadMarkPorts, readMark } from './read-marks.ts';
import { isSameCommand } from './same-command.ts';
import { visit } from './visit.ts';

export type AnswerPorts = OneShotPorts & AskOncePorts & ReadMarkPorts & EventStreamPorts;

export interface RoomNow extends Pick<JoinedFrame, 'state' | 'member' | 'head'> {
  room: string;
}

export interface Answers {
  /** `key`: of `Idempotency-Key`; without it the command is a new one. */
  give: (
    visitor: Visitor,
    frame: Record<string, unknown>,
    key: string | undefined,
  ) => Promise<AckFrame | ErrorFrame>;
  ask: (visitor: Visitor, frame: Record<string, unknown>) => Promise<Answer | ErrorFrame>;
  roomNow: (visitor: Visitor, room: string) => Promise<RoomNow | ErrorFrame>;
  /** `upTo`: moved there first. */
  read: (visitor: Visitor, room: string, upTo?: number) => Promise<ReadMark | ErrorFrame>;
  events: EventStreams;
}

/** The id of a question: its answer is told apart by its request. */
const QUESTION_ID = 'http';

export function createAnswers(ports: AnswerPorts): Answers {
  const giveOnce = createGiveOnce(ports);
  const askOnce = createAskOnce(ports);
  const { onFault, targets, sources, clock } = ports;

  const give = async (visitor: Visitor, command: ChatCommand, isKeyed: boolean) => {
    const answer = await giveOnce(visitor, command);
    const { room } = command as { room?: string };
    if (!isKeyed || room === undefined) return answer;
    if (answer.type === 'error' || answer.duplicate !== true) return answer;
    const who = visitor.identity.user.id;
    const isSame = await isSameCommand(targets, { ...command, room }, answer.seq, who);
    if (isSame) return answer;
    const message = `this key was used for something else, at ${answer.seq} of ${room}: use a new key for each command`;
    return refusal('conflict', message, { id: command.id, room });
  };

  return {
    give: async (visitor, frame, key) => {
      const id = key === undefined ? makeId(clock.now()) : idOfKey(key);
      const received = readFrame({ ...frame, id });
      if ('error' in received) return received.error;
      const command = received.command as ChatCommand;
      return await give(visitor, command, key !== undefined).catch((error: unknown) =>
        unanswered(error, command, onFault),
      );
    },
    ask: async (visitor, frame) => {
      const received = readFrame({ ...frame, id: QUESTION_ID });
      if ('error' in received) return received.error;
      return await askOnce(visitor, received.command as ChatQuestion);
    },
    roomNow: (visitor, room) =>
      visit(ports, visitor, room, async ({ standing }) => ({
        room,
        ...toldOf(standing),
        head: sources.position(),
      })).catch((error: unknown) => unanswered(error, { room }, onFault)),
    read: (visitor, room, upTo) =>
      readMark(ports, visitor, room, upTo).catch((error: unknown) =>
        unanswered(error, { room }, onFault),
      ),
    events: createEventStreams(ports),
  };
}
