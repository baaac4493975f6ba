// Where a room's facts stand in the log. Invariant: ONE subject a room, so that a room has one order and "the last n of a
// room" is one read. k8s/base/nats/nats.conf allows the same subjects.
import { ROOM_NAME } from '../../shared/names.ts';

const ROOM_PREFIX = 'chat.room.';
/** Every room's subject, for consumers and stream definitions. */
export const ALL_ROOMS = `${ROOM_PREFIX}*`;

/** The subject of one room. The caller has checked the name against {@link ROOM_NAME}. */
export const roomSubject = (room: string): string => ROOM_PREFIX + room;

/** The room of a subject, or undefined where the subject names none. */
export function roomOf(subject: string): string | undefined {
  if (!subject.startsWith(ROOM_PREFIX)) return undefined;
  const room = subject.slice(ROOM_PREFIX.length);
  return ROOM_NAME.test(room) ? room : undefined;
}
