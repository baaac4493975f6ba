// What the page says of one person of a room. Pure.
import { GROUP_OF_ONE, STANDING_WORDS } from '../words/dialogs.ts';
import type { PersonRow } from './people.ts';
import { mutedWords } from './people-words.ts';

export function standingWords(
  { user, group, here, mutedUntil }: PersonRow,
  { me, now }: { me: string; now: number },
): string {
  const parts = [
    ...(user.id === me ? [STANDING_WORDS.you] : []),
    GROUP_OF_ONE[group],
    ...(mutedUntil === undefined ? [] : [mutedWords(mutedUntil, now)]),
    ...(here ? [STANDING_WORDS.hereNow] : []),
  ];
  return parts.join(' · ');
}
