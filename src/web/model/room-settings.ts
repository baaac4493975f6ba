// What of a room's settings is another than before, and slow mode in words. Pure.
import type { CommandFields } from '../../client/api.ts';
import type { RoomState } from '../../shared/wire/objects.ts';
import { SLOW_MODE_WORDS } from '../words/time.ts';

/** What is given, nothing else; undefined where nothing is another. */
export function changesOf(
  before: RoomState,
  wanted: RoomState,
): CommandFields<'change'> | undefined {
  const title = (wanted.title ?? '').trim();
  const topic = (wanted.topic ?? '').trim();
  const slowModeSeconds = wanted.slowModeSeconds ?? 0;
  const kind = wanted.kind === 'public' ? 'public' : 'private';
  const changes: CommandFields<'change'> = {
    ...(title !== (before.title ?? '') && { title }),
    ...(topic !== (before.topic ?? '') && { topic }),
    ...(wanted.kind !== before.kind && { kind }),
    ...(slowModeSeconds !== (before.slowModeSeconds ?? 0) && { slowModeSeconds }),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** Seconds; 0 is none. */
export const SLOW_MODES: readonly number[] = [0, 5, 15, 60, 300, 1_800, 21_600];

export function slowWords(seconds: number): string {
  if (seconds === 0) return SLOW_MODE_WORDS.off;
  if (seconds % 3_600 === 0) return SLOW_MODE_WORDS.hours(seconds / 3_600);
  if (seconds % 60 === 0) return SLOW_MODE_WORDS.minutes(seconds / 60);
  return SLOW_MODE_WORDS.seconds(seconds);
}
