// What a command of the terminal chat is: a line in the table of commands.ts. It is handed what was typed behind its
// name, and the chat as far as commands need it. What cannot be done it throws, in words for the person.
import type { Sent, Stored } from '../api.ts';
import type { ChatClient } from '../client.ts';
import type { Board } from './board.ts';
import type { Going } from './going.ts';
import type { Invitations } from './invitations.ts';
import type { People } from './people.ts';
import type { Screen } from './screen.ts';

/** What commands are about, in the order of `/help`. */
export const GROUPS = ['rooms', 'messages', 'people', 'this room', 'the rest'] as const;

export interface TerminalCommand {
  /** Without the slash. */
  name: string;
  group: (typeof GROUPS)[number];
  /** What stands behind it: `<room>`, `[n] text`; nothing, where it is empty. */
  args: string;
  /** For `/help`: a line. */
  help: string;
  /** Beside that for `/help name`: what can stand behind it, line by line. */
  more?: readonly string[];
  /** Whether what one types behind it is said to the room: then others see that one writes. */
  says?: true;
  run: (terminal: Terminal, argument: string) => void | Promise<void>;
}

/** The chat, for commands. */
export interface Terminal {
  readonly client: ChatClient;
  readonly screen: Screen;
  /** What is shown, and the room that one is in: `board.current`. */
  readonly board: Board;
  readonly people: People;
  readonly invitations: Invitations;
  /** From room to room. */
  readonly going: Going;
  /** Prints the page after the one that was printed last, of whatever it was; undefined where there is none. */
  nextPage: (() => Promise<void>) | undefined;
  /** Gives something away. What was typed is taken off the screen: it comes back as what it did. */
  send: (give: () => Sent) => void;
  /** Gives something away and waits until it is stored. Rejects where it never will be. */
  give: (give: () => Sent) => Promise<Stored>;
}

/** `12 text`: the number that stands first, where one does, and the rest. */
export function numbered(argument: string): { number: number | undefined; rest: string } {
  const [, digits, rest = ''] = /^(\d{1,9})(?:\s+([\s\S]*))?$/.exec(argument) ?? [];
  return digits === undefined
    ? { number: undefined, rest: argument }
    : { number: Number(digits), rest };
}

/** Without the `#` that people write before rooms. */
export const roomTyped = (argument: string): string =>
  (argument.split(/\s/, 1)[0] ?? '').replace(/^#/, '');

/** What takes something away, where a text could stand as well. */
export const isOff = (argument: string): boolean => argument.toLowerCase() === 'off';
