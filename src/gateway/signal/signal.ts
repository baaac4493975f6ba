// What gateways tell each other, and where: three subjects of core NATS, each at most once. Tolerant, for a newer gateway may say
// more; what cannot be read is as good as lost, which each signal is made for.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import { ALL_TYPING, PRESENCE, READ, typingSubject } from '../../shared/subjects.ts';
import type { User } from '../../shared/wire/objects.ts';
import { type PresenceMessage, readPresence } from './presence-message.ts';

export type Signal =
  | { is: 'presence'; message: PresenceMessage }
  | { is: 'typing'; room: string; user: User }
  /** `epoch`: of the log that `seq` counts in. */
  | { is: 'read'; from: string; epoch: string; user: string; room: string; seq: number };

export const SIGNAL_SUBJECTS = [PRESENCE, ALL_TYPING, READ] as const;

const room = z.string().regex(ROOM_NAME);
const typing = z.looseObject({
  room,
  user: z.looseObject({ id: z.string(), name: z.string() }),
});
const read = z.looseObject({
  from: z.string(),
  epoch: z.string(),
  user: z.string(),
  room,
  seq: z.int().min(1),
});

export function writeSignal(signal: Signal): { subject: string; payload: string } {
  if (signal.is === 'presence') {
    return { subject: PRESENCE, payload: JSON.stringify(signal.message) };
  }
  const { is, ...said } = signal;
  const subject = is === 'typing' ? typingSubject(signal.room) : READ;
  return { subject, payload: JSON.stringify(said) };
}

/** Undefined where it is none. */
export function readSignal(subject: string, payload: string): Signal | undefined {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (subject === PRESENCE) {
    const message = readPresence(json);
    return message && { is: 'presence', message };
  }
  if (subject === READ) {
    const said = read.safeParse(json).data;
    return said && { is: 'read', ...said };
  }
  const said = typing.safeParse(json).data;
  return said && { is: 'typing', room: said.room, user: said.user };
}
