// How the chat looks in a terminal. Pure. Invariant: nothing that somebody else wrote reaches the terminal as
// anything but text: escape sequences and control characters are shown, never obeyed.
import { isGuest } from '../../chat/name/guest.ts';
import { printable } from '../../shared/printable.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Pending } from '../api.ts';

const STYLES = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33 } as const;
/** What is said of who is no person that an identity provider vouches for. */
const markOf = (user: User): string | undefined =>
  isGuest(user) ? '(guest)' : user.kind === 'bot' ? '(bot)' : undefined;

/** A name, and whether it is a guest's or a program's. */
export const nameMarked = (user: User): string =>
  [user.name, markOf(user)].filter((part) => part !== undefined).join(' ');

/** Colours of names that read well on dark and on light backgrounds. */
const NAME_COLOURS = [36, 35, 34, 33, 32, 31] as const;

export interface Paint {
  style(style: keyof typeof STYLES, text: string): string;
  /** A person keeps the colour; a guest is said to be one, and a program. */
  name(user: User): string;
}

/** `NO_COLOR` (no-color.org) and dumb terminals get plain text. */
export function createPaint(colours: boolean): Paint {
  const wrap = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    style: (style, text) => wrap(STYLES[style], text),
    name: (user) => {
      const colour = NAME_COLOURS[hash(user.id) % NAME_COLOURS.length] ?? 0;
      const mark = markOf(user);
      const behind = mark === undefined ? '' : ` ${wrap(STYLES.dim, mark)}`;
      return wrap(colour, printable(user.name)) + behind;
    },
  };
}

/** What a command of ours is about: its text, or what it is where it has none. */
export function commandText({ text, command }: Pick<Pending, 'text' | 'command'>): string {
  if (text !== undefined) return printable(text, { multiline: true });
  const what =
    DOES.get(command.type === 'member' ? command.do : command.type) ??
    `a ${printable(command.type)}`;
  return command.type === 'edit'
    ? `${what}: ${printable(command.text, { multiline: true })}`
    : what;
}
const DOES: ReadonlyMap<string, string> = new Map([
  ['edit', 'the edit'],
  ['delete', 'the deletion'],
  ['react', 'the reaction'],
  ['pin', 'the pin'],
  ['create', 'the new room'],
  ['change', 'the change of the room'],
  ['rename', 'the new name'],
  ['bot', 'the new bot'],
  ['revoke', 'the end of the bot'],
  ['invite', 'the invitation'],
  ['accept', 'the coming in'],
  ['leave', 'the leaving'],
  ['remove', 'the removal'],
  ['ban', 'the ban'],
  ['unban', 'the end of the ban'],
  ['mute', 'the muting'],
  ['unmute', 'the end of the muting'],
  ['role', 'the role'],
]);

const two = (part: number) => String(part).padStart(2, '0');

/** HH:MM of this machine's time zone. */
export function clock(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? '--:--'
    : `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `14:05`, and of another day `2026-11-01 14:05`; this machine's time zone. */
export function moment(at: string | number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '--:--';
  const time = clock(date.toISOString());
  if (date.toDateString() === new Date().toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

/** The local calendar day, for the line between two days. */
export const day = (at: string): string => new Date(at).toDateString();

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
