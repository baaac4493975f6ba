// What a search means that is said as people say it: a conversation by who it is with, a room by its title, a day by its name. The
// server knows names of rooms and moments. Pure but for the browser's time zone. Invariant: whatever it does not know stays as it is.
import type { ChatState } from './chat-state.ts';
import { plain } from './fuzzy.ts';
import { isDirectRoom, labelOf } from './room-names.ts';

const IN = /(^|\s)(-?in:)(?:@?"([^"]*)"|@?(\S+))/giu;
const DAY = /(^|\s)(before|after):(today|yesterday)(?=\s|$)/giu;

export function meant(
  typed: string,
  state: Pick<ChatState, 'rooms' | 'user'>,
  now: number,
): string {
  return typed
    .replaceAll(IN, (all, gap: string, key: string, quoted?: string, word?: string) => {
      const name = roomCalled(quoted ?? word ?? '', state);
      return name === undefined ? all : `${gap}${key}${name}`;
    })
    .replaceAll(DAY, (_, gap: string, key: string, day: string) => {
      const at = momentOf(key.toLowerCase(), day.toLowerCase(), now);
      return `${gap}${key}:${new Date(at).toISOString()}`;
    });
}

/** What stands in the field for a room: its name, or who a conversation is with. */
export const inWords = (
  { rooms, user }: Pick<ChatState, 'rooms' | 'user'>,
  name: string,
): string => {
  const room = Object.hasOwn(rooms, name) ? rooms[name] : undefined;
  return room !== undefined && isDirectRoom(room) ? `"${labelOf(room, user.id)}"` : name;
};

function roomCalled(
  called: string,
  { rooms, user }: Pick<ChatState, 'rooms' | 'user'>,
): string | undefined {
  if (Object.hasOwn(rooms, called)) return called;
  const wanted = plain(called.replace(/^#/, ''));
  return Object.values(rooms).find((room) => plain(labelOf(room, user.id)) === wanted)?.name;
}

/** Before a day is before it begins; after it is when it is over. The person's day, not the server's. */
function momentOf(key: string, day: string, now: number): number {
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  if (day === 'yesterday') start.setDate(start.getDate() - 1);
  if (key === 'before') return start.getTime();
  return start.setDate(start.getDate() + 1) - 1;
}
