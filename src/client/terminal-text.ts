// How the chat looks in a terminal. Pure. Invariant: nothing that somebody else wrote reaches the terminal as
// anything but text: escape sequences and control characters are shown, never obeyed.
import { printable } from '../shared/printable.ts';
import type { Pending } from './api.ts';

const STYLES = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33 } as const;
/** Colours of names that read well on dark and on light backgrounds. */
const NAME_COLOURS = [36, 35, 34, 33, 32, 31] as const;

export interface Paint {
  style(style: keyof typeof STYLES, text: string): string;
  /** A person keeps the colour. */
  name(user: { id: string; name: string }): string;
}

/** `NO_COLOR` (no-color.org) and dumb terminals get plain text. */
export function createPaint(colours: boolean): Paint {
  const wrap = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    style: (style, text) => wrap(STYLES[style], text),
    name: ({ id, name }) =>
      wrap(NAME_COLOURS[hash(id) % NAME_COLOURS.length] ?? 0, printable(name)),
  };
}

/** What a command of ours is about: its text, or what it is where it has none. */
export function commandText({ text, command }: Pick<Pending, 'text' | 'command'>): string {
  if (text !== undefined) return printable(text, { multiline: true });
  const what = DOES.get(command.type) ?? `a ${printable(command.type)}`;
  return command.type === 'edit'
    ? `${what}: ${printable(command.text, { multiline: true })}`
    : what;
}
const DOES: ReadonlyMap<string, string> = new Map([
  ['edit', 'the edit'],
  ['delete', 'the deletion'],
  ['react', 'the reaction'],
  ['pin', 'the pin'],
]);

/** HH:MM of this machine's time zone. */
export function clock(at: string): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return Number.isNaN(date.getTime())
    ? '--:--'
    : `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The local calendar day, for the line between two days. */
export const day = (at: string): string => new Date(at).toDateString();

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum;
}
