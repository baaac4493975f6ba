// What the page says of the people of a room where they are listed. Pure.
import { FOREVER_MS } from '../../chat/member/member.ts';
import { MUTED_WORDS } from '../words/people.ts';
import { untilOf } from './time.ts';

export const mutedWords = (untilMs: number, now: number): string =>
  untilMs >= FOREVER_MS ? MUTED_WORDS.forever : MUTED_WORDS.until(untilOf(untilMs, now));
