// A person as a coloured tile with initials. The name stands beside it, so it says nothing of its own.
import type { User } from '../../shared/wire/objects.ts';

/** Colours the style sheet has (data-hue). */
const HUES = 10;

export function Avatar({ user }: { user: User }) {
  return (
    <span class="avatar" data-hue={hueOf(user.id)} aria-hidden="true">
      {initialsOf(user.name)}
    </span>
  );
}

/** A person keeps the colour everywhere. */
export function hueOf(id: string): number {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % HUES;
}

/** "Ada Lovelace" → AL, "ada" → A, "李雷" → 李. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u);
  const firsts = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return firsts
    .map((word) => firstCharacter(word ?? ''))
    .join('')
    .toLocaleUpperCase();
}

/** Plain letters: what would join the first one is none of them. */
const PLAIN = /^[ -~](?![^ -~])/;
let segmenter: Intl.Segmenter | undefined;

/** What a person takes for one character, accents and emoji included. */
function firstCharacter(word: string): string {
  if (PLAIN.test(word)) return word.charAt(0);
  segmenter ??= new Intl.Segmenter();
  const [first] = segmenter.segment(word);
  return first?.segment ?? '';
}
