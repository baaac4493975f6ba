// What is being typed that can be completed, and what it may become: a person of the room, a room, an emoji. Pure. Invariant: what is
// whole already is not completed, so that Enter sends it.

import type { User } from '../../../shared/wire/objects.ts';
import { COMPLETION_WORDS } from '../../words/writing.ts';
import { matching } from '../people.ts';
import { type Emoji, inTone } from './emoji-set.ts';
import { isInCode } from './writing.ts';

export interface Token {
  kind: 'person' | 'room' | 'emoji';
  /** Where its sign stands. */
  from: number;
  /** What stands between the sign and the caret. */
  typed: string;
}

export interface Suggestion {
  key: string;
  /** What takes the token's place. */
  insert: string;
  label: string;
  /** Beside it. */
  detail?: string;
  person?: User;
  emoji?: string;
}

/** As many as can be looked over. */
const SHOWN_MAX = 8;
/** A name has up to three words, as where it is said. */
const PERSON = /(?<![\p{L}\p{N}_.@+-])@"?([^\s@"]*(?: [^\s@"]+){0,2})$/u;
const ROOM = /(?<![\p{L}\p{N}_/#&-])#([a-z0-9_-]*)$/iu;
/** `10:30` and `::` are none. */
const EMOJI = /(?<![\p{L}\p{N}_:]):([a-z0-9_+-]{2,})$/iu;
/** A name has blanks: whatever else begins behind it is nearer. */
const SIGNS = [
  ['room', ROOM],
  ['emoji', EMOJI],
  ['person', PERSON],
] as const;
const WHOLE_EMOJI = /(?<![\p{L}\p{N}_:]):([a-z0-9_+-]{2,}):$/iu;
/** What a token can be long. */
const BACK_MAX = 210;

export function tokenAt(text: string, caret: number): Token | undefined {
  const before = text.slice(Math.max(0, caret - BACK_MAX), caret);
  for (const [kind, sign] of SIGNS) {
    const match = sign.exec(before);
    if (match === null || isInCode(text, caret)) continue;
    return { kind, from: caret - match[0].length, typed: match[1] ?? '' };
  }
  return undefined;
}

export interface Choices {
  /** Those who spoke lately first. */
  people: readonly User[];
  mayCallEveryone: boolean;
  rooms: readonly { name: string; label: string }[];
  emoji: Emoji | undefined;
  tone: number;
}

export function suggestionsFor({ kind, typed }: Token, choices: Choices): Suggestion[] {
  if (kind === 'person') return peopleFor(typed, choices);
  if (kind === 'room') return roomsFor(typed, choices);
  return (choices.emoji?.find(typed, SHOWN_MAX) ?? []).map((entry) => {
    const emoji = inTone(entry, choices.tone);
    return {
      key: entry.emoji,
      insert: `${emoji} `,
      label: `:${entry.codes.find((code) => code.startsWith(typed)) ?? entry.codes[0] ?? entry.name}:`,
      emoji,
    };
  });
}

function peopleFor(typed: string, { people, mayCallEveryone }: Choices): Suggestion[] {
  const isBegun = (name: string) =>
    `${name} `.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase());
  // Of several words only those that somebody is called so by: the others are the sentence.
  const fit = typed.includes(' ')
    ? people.filter(({ name }) => isBegun(name))
    : matching(
        people.map((user) => ({ user })),
        typed,
      ).map(({ user }) => user);
  const found = fit.toSorted((a, b) => Number(isBegun(b.name)) - Number(isBegun(a.name)));
  const everyone = mayCallEveryone && 'everyone'.startsWith(typed.toLowerCase());
  const all: Suggestion[] = [
    ...found.map((user) => ({
      key: user.id,
      insert: `${asMention(user.name)} `,
      label: user.name,
      person: user,
    })),
    ...(everyone
      ? [{ key: '*', insert: '@everyone ', label: 'everyone', detail: COMPLETION_WORDS.everyone }]
      : []),
  ].slice(0, SHOWN_MAX);
  const [only] = all;
  return all.length === 1 && only?.label === typed ? [] : all;
}

/** With quotes where a reader would not see where the name ends. */
const PLAIN_NAME = /^[^\s@"]+(?: [^\s@"]+){0,2}(?<![\p{Pe}\p{Pf}\p{Po}\p{Pd}])$/u;
const asMention = (name: string): string => (PLAIN_NAME.test(name) ? `@${name}` : `@"${name}"`);

function roomsFor(typed: string, { rooms }: Choices): Suggestion[] {
  const asked = typed.toLowerCase();
  const fit = rooms.filter(
    ({ name, label }) => name.includes(asked) || label.toLocaleLowerCase().includes(asked),
  );
  const found = fit
    .toSorted((a, b) => Number(b.name.startsWith(asked)) - Number(a.name.startsWith(asked)))
    .slice(0, SHOWN_MAX);
  const [only] = found;
  if (found.length === 1 && only?.name === asked) return [];
  return found.map(({ name, label }) => ({
    key: name,
    insert: `#${name} `,
    label: `#${name}`,
    ...(label !== name && { detail: label }),
  }));
}

/** A shortcode that was just closed, and the emoji in its place. */
export function emojiAt(
  text: string,
  caret: number,
  { emoji, tone }: Pick<Choices, 'emoji' | 'tone'>,
) {
  const match = WHOLE_EMOJI.exec(text.slice(Math.max(0, caret - BACK_MAX), caret));
  const entry = emoji?.byCode((match?.[1] ?? '').toLowerCase());
  if (match === null || entry === undefined || isInCode(text, caret)) return undefined;
  return { from: caret - match[0].length, to: caret, text: inTone(entry, tone) };
}
