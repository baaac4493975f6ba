// What was done to a room, in words: what is other than before. Pure.
import type { RoomSeen } from './view.ts';

const MINUTE = 60;

/** What somebody did, behind their name. `before`: as it was, where that is known. */
export function roomDeeds(event: string, now: RoomSeen, before: RoomSeen | undefined): string[] {
  if (event === 'RoomCreated') {
    return [now.kind === 'direct' ? 'began this conversation' : 'made this room'];
  }
  if (event === 'RoomArchived') return ['archived this room: nobody writes in it any more'];
  if (before === undefined) return ['changed what this room is'];
  return [
    ...(before.archived && !now.archived ? ['opened this room again'] : []),
    ...(before.kind === now.kind ? [] : [`made this room ${now.kind}`]),
    ...(before.title === now.title ? [] : [titled(now)]),
    ...(before.topic === now.topic ? [] : [topical(now)]),
    ...(before.slowModeSeconds === now.slowModeSeconds ? [] : [slowed(now)]),
  ];
}

const titled = ({ title = '' }: RoomSeen): string =>
  title === '' ? 'took this room’s title away' : `called this room “${title}”`;
const topical = ({ topic = '' }: RoomSeen): string =>
  topic === '' ? 'cleared the topic' : `set the topic to “${topic}”`;
const slowed = ({ slowModeSeconds: seconds = 0 }: RoomSeen): string =>
  seconds === 0
    ? 'turned slow mode off'
    : `turned slow mode on: a message each every ${lasting(seconds)}`;

function lasting(seconds: number): string {
  const [count, unit] = seconds % MINUTE === 0 ? [seconds / MINUTE, 'minute'] : [seconds, 'second'];
  return count === 1 ? unit : `${count} ${unit}s`;
}
