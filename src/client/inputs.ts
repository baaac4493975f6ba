// What can happen to a client, beside the passing of time: what its owner wants, what its socket does. Pure.
import type { ChatCommand } from '../chat/commands.ts';
import type { ChatQuestion } from '../chat/features.ts';
import type { ServerFrame } from '../shared/wire/frames.ts';
import { roomOf } from './api.ts';
import { ChatError } from './errors.ts';
import { frameHandlers } from './frames.ts';
import { dispatch, type Handlers } from './handlers.ts';
import type { JoinOptions } from './options.ts';
import type { Parts } from './parts.ts';
import type { Cursor } from './storage.ts';

export type Input =
  | { type: 'start' }
  | { type: 'frame'; frame: ServerFrame }
  /** The socket ended or never opened. */
  | { type: 'closed'; code: number; reason: string }
  /** The server said over HTTP that it does not know us. */
  | { type: 'unauthorized' }
  | { type: 'join'; room: string; options: JoinOptions; cursor: Cursor | undefined }
  | { type: 'leave'; room: string }
  | { type: 'command'; command: ChatCommand }
  | { type: 'discard'; id: string }
  | { type: 'question'; question: ChatQuestion }
  | { type: 'typing'; room: string }
  | { type: 'read'; room: string; seq: number }
  | { type: 'wake' }
  | { type: 'tick' }
  | { type: 'stop' };

export function inputHandlers(parts: Parts): Handlers<Input> {
  const { link, membership, rooms, sending, server, questions, signals } = parts;
  const frames = frameHandlers(parts);
  return {
    start: (_, now) => link.start(now),
    frame: ({ frame }, now) => {
      link.heard(now);
      dispatch(frames, frame, now);
    },
    closed: ({ code, reason }, now) => link.closed(code, reason, now),
    unauthorized: () => link.finish('unauthorized'),
    join: ({ room, options, cursor }) => membership.join(room, options, cursor),
    leave: ({ room }) => membership.leave(room),
    command: ({ command }) => {
      // What one sees of a room is of the log that its cursor is of, until that is reset.
      const cursor = rooms.cursor(roomOf(command) ?? '');
      sending.add(command, cursor?.epoch ?? server.epoch);
    },
    discard: ({ id }) => sending.giveUp(id, new ChatError('discarded', 'It was taken back.')),
    question: ({ question }, now) => questions.add(question, now),
    typing: ({ room }, now) => signals.typing(room, now),
    read: ({ room, seq }) => signals.read(room, seq),
    wake: (_, now) => link.wake(now),
    // Whatever is due by now is done after every input.
    tick: () => undefined,
    stop: () => link.finish('closed'),
  };
}
