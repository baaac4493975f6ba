// What a command of the terminal chat is: a line in the table of terminal-commands.ts. It is handed what was typed behind its
// name, and the chat as far as commands need it. What cannot be done it throws, in words for the person.
import type { Sent } from './api.ts';
import type { ChatClient } from './client.ts';
import { ChatError } from './errors.ts';
import type { Board } from './terminal-board.ts';
import type { Screen } from './terminal-screen.ts';

export interface TerminalCommand {
  /** Without the slash. */
  name: string;
  /** What stands behind it: `<room>`, `[n] text`; nothing, where it is empty. */
  args: string;
  /** For `/help`. */
  help: string;
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
  /** Enters a room, or goes back to one. */
  enter: (room: string) => Promise<void>;
  /** Goes to a room that one has entered. */
  turnTo: (room: string) => void;
  /** Gives something away. What was typed is taken off the screen: it comes back as what it did. */
  send: (give: () => Sent) => void;
}

/** What a command says that cannot do what it was asked for. */
export const cannot = (message: string): ChatError => new ChatError('invalid', message);

/** `12 text`: the number that stands first, where one does, and the rest. */
export function numbered(argument: string): { number: number | undefined; rest: string } {
  const [, digits, rest = ''] = /^(\d{1,9})(?:\s+([\s\S]*))?$/.exec(argument) ?? [];
  return digits === undefined
    ? { number: undefined, rest: argument }
    : { number: Number(digits), rest };
}
