// THE table of what can be typed behind a slash: a line adds a command, and `/help` is made of it.
import { printable } from '../shared/printable.ts';
import { cannot, type Terminal, type TerminalCommand } from './terminal-command.ts';
import { deleteMessage, edit, pin, pins, react, reply } from './terminal-commands-messages.ts';
import { history, join, leave, rooms, who } from './terminal-commands-rooms.ts';

const quit: TerminalCommand = {
  name: 'quit',
  args: '',
  help: 'end (Ctrl-C and Ctrl-D as well)',
  run: ({ screen }) => screen.close(),
};

const help: TerminalCommand = {
  name: 'help',
  args: '',
  help: 'this',
  run: ({ screen }) => {
    for (const line of HELP) screen.note(line);
  },
};

/** In the order of `/help`. */
const COMMANDS: readonly TerminalCommand[] = [
  join,
  leave,
  rooms,
  who,
  history,
  edit,
  deleteMessage,
  react,
  reply,
  pin,
  pins,
  help,
  quit,
];

const BY_NAME = new Map(COMMANDS.map((command) => [`/${command.name}`, command]));

const HELP_COLUMNS = 18;
const HELP = [
  ...COMMANDS.map(({ name, args, help: what }) => [`/${name} ${args}`, what] as const),
  ['//text', 'a message that begins with a slash'] as const,
  ['n', 'the number at the beginning of a message’s line'] as const,
].map(([typed, what]) => `${typed.padEnd(HELP_COLUMNS)} ${what}`);

/** `/edit 12 text`: the name of a command, and what stands behind it. Undefined for a message. */
export function commandTyped(line: string): { name: string; argument: string } | undefined {
  const text = line.trim();
  if (!text.startsWith('/') || text.startsWith('//')) return undefined;
  const [, name = '', argument = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  return { name, argument };
}

/** Throws, or rejects, where it cannot be done. */
export async function runCommand(
  terminal: Terminal,
  { name, argument }: { name: string; argument: string },
): Promise<void> {
  const command = BY_NAME.get(name);
  if (command === undefined) throw cannot(`${printable(name)} is no command; /help lists them`);
  await command.run(terminal, argument);
}

/** Whether a line that is being typed will be said to the room. */
export function isSaid(line: string): boolean {
  const typed = commandTyped(line);
  if (typed === undefined) return line.trim() !== '';
  return typed.argument !== '' && BY_NAME.get(typed.name)?.says === true;
}
