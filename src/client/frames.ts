// What the server says, and what it means here. Pure. Invariants: our own event in the log is as good as its `ack`; an
// error is about exactly one thing, which the `id` or the `room` names; frames of a newer gateway are not looked at.
import type { Answer } from '../chat/kernel/question.ts';
import { saysOperator } from '../chat/operator/operator.ts';
import {
  type ErrorFrame,
  type EventFrame,
  isOfRoom,
  type ServerFrame,
  type ToldEventFrame,
  type WelcomeFrame,
} from '../shared/wire/frames.ts';
import { roomOf } from './api.ts';
import { ChatError } from './errors.ts';
import type { Handlers } from './handlers.ts';
import { leftWords } from './left.ts';
import type { Parts } from './parts.ts';
import { isRecord } from './records.ts';

export function frameHandlers(parts: Parts): Handlers<ServerFrame> {
  const { effects, rooms, server, sending, questions, membership, signals } = parts;
  const answer = (frame: Answer) => {
    if (questions.settle(frame.id)) effects.resolve(`question:${frame.id}`, frame);
  };
  return {
    welcome: (frame, now) => welcome(parts, frame, now),
    joined: ({ room, skipped, read, state, member }) => {
      if (!rooms.has(room)) return;
      // Gateways of before say nothing of it.
      if (state !== undefined && member !== undefined) {
        effects.emit('joined', { room, state, member });
      }
      if (skipped === true) effects.emit('skipped', { room });
      if (read !== undefined) signals.isRead(room, read);
    },
    left: ({ room, reason, by }) => {
      if (!rooms.has(room)) return;
      const code = reason === 'left' ? 'left' : 'forbidden';
      membership.remove(room, new ChatError(code, leftWords({ reason, by })));
      effects.emit('left', { room, reason, by });
    },
    invited: ({ room, by }) => effects.emit('invited', { room, by }),
    event: (frame) => (isOfRoom(frame) ? event(parts, frame) : ofUs(parts, frame)),
    live: ({ room, seq }) => {
      if (!rooms.live(room, seq, server.epoch ?? '')) return;
      effects.add({ do: 'cursor', room });
      effects.resolve(`join:${room}`);
      effects.emit('live', { room, seq });
    },
    ack: ({ type: _, ...ack }) => {
      const { room: __, ...stored } = ack;
      sending.stored(stored);
      effects.emit('ack', ack);
    },
    persisted: ({ seq }) => {
      if (server.persistedUpTo(seq)) effects.emit('persisted', { seq });
    },
    history: answer,
    found: answer,
    people: answer,
    rooms: answer,
    mine: answer,
    bots: answer,
    webhooks: answer,
    secret: answer,
    reset: ({ room, reason }) => {
      if (!rooms.reset(room)) return;
      signals.forget(room);
      sending.logCut(room);
      effects.add({ do: 'cursor', room });
      effects.emit('reset', { room, reason });
    },
    error: (frame, now) => refusal(parts, frame, now),
    pong: () => undefined,
    typing: ({ room, user }) => {
      if (rooms.has(room)) effects.emit('typing', { room, user });
    },
    presence: (frame) => signals.presence(frame),
    read: ({ room, seq }) => signals.isRead(room, seq),
  };
}

function welcome({ link, server, sending, effects }: Parts, frame: WelcomeFrame, now: number) {
  if (!link.welcomed(now)) return;
  sending.clockOffsetMs = frame.now - now;
  server.welcomed(frame);
  effects.emit('state', { state: 'live', user: frame.user });
}

function event({ rooms, server, sending, effects }: Parts, frame: EventFrame) {
  if (!rooms.accept(frame, server.epoch ?? '')) return;
  effects.add({ do: 'cursor', room: frame.room });
  const isOurs = frame.user.id === server.user?.id;
  if (isOurs) sending.seen(frame.id);
  effects.emit('event', frame);
  // A lost connection may have swallowed the ack.
  if (isOurs) sending.stored({ id: frame.id, seq: frame.seq });
}

/** Told to those who own its room. */
function ofWebhook({ effects }: Parts, data: unknown) {
  const said = isRecord(data) && isRecord(data.webhook) ? data.webhook : {};
  const { room, id } = said;
  if (typeof room === 'string' && typeof id === 'string') effects.emit('webhook', { room, id });
}

/** What concerns no room is told to those whom it concerns alone: we have another name, say. */
function ofUs(parts: Parts, frame: ToldEventFrame) {
  const { server, sending, effects } = parts;
  const { event: type, user, id, seq, data } = frame;
  if (type === 'OperatorGranted' || type === 'OperatorRevoked') {
    if (!saysOperator(data) || data.user.id !== server.user?.id) return;
    return effects.emit('operator', { isOperator: data.isOperator, by: user });
  }
  if (type.startsWith('Webhook')) ofWebhook(parts, data);
  if (user.id !== server.user?.id) return;
  sending.seen(id);
  if (type === 'NameClaimed' && server.called(user)) effects.emit('user', user);
  sending.stored({ id, seq });
}

function refusal(parts: Parts, frame: ErrorFrame, now: number) {
  const { type: _, ...error } = frame;
  parts.effects.emit('error', error);
  if (frame.id !== undefined) idRefused(parts, frame.id, frame, now);
  // Without an `id` a `not_joined` is about a signal: nobody waits for it, and the join has an answer of its own.
  else if (frame.room !== undefined && frame.code !== 'not_joined')
    roomRefused(parts, frame.room, frame, now);
  // The server's clock was set back since `welcome`: a new one tells the time.
  if (frame.code === 'clock' && parts.link.isStable(now)) parts.link.giveUp('clock', now);
}

function idRefused(parts: Parts, id: string, frame: ErrorFrame, now: number) {
  const { sending, rooms, membership, questions, effects } = parts;
  const { code, message, retryAfterMs } = frame;
  const entry = sending.outbox.get(id);
  if (entry === undefined) {
    const error = new ChatError(code, message);
    const waitMs = code === 'rate' ? (retryAfterMs ?? error.retryAfterMs) : undefined;
    if (waitMs !== undefined && questions.postpone(id, now + waitMs)) return;
    if (questions.settle(id)) effects.reject(`question:${id}`, error);
    return;
  }
  const room = roomOf(entry.command);
  if (code === 'not_joined' && room !== undefined && rooms.has(room)) {
    membership.joinLater(room, retryAfterMs, now);
    sending.outbox.postpone(entry, now);
  } else {
    sending.refused(entry, frame, now);
  }
}

function roomRefused({ rooms, membership }: Parts, room: string, frame: ErrorFrame, now: number) {
  const { code, message, retry, retryAfterMs } = frame;
  if (!rooms.has(room)) return;
  if (retry) membership.joinLater(room, retryAfterMs, now);
  else membership.remove(room, new ChatError(code, message));
}
