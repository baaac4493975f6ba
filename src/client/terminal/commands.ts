// THE table of what can be typed behind a slash: a line adds a command, and `/help` is made of it.
import { printable } from '../../shared/printable.ts';
import type { Terminal, TerminalCommand } from './command.ts';
import { bots } from './commands/bots.ts';
import { accept, decline, join } from './commands/entering.ts';
import { around, history, more, search } from './commands/lookup.ts';
import { ban, invite, mute, remove, role, unban, unmute } from './commands/members.ts';
import { deleteMessage, edit, pin, pins, react, reply } from './commands/messages.ts';
import { rename, who } from './commands/people.ts';
import { create, dm, leave, rooms } from './commands/rooms.ts';
import { archive, makePrivate, slow, title, topic } from './commands/settings.ts';
import { webhooks } from './commands/webhooks.ts';
import { helpLines, helpOf } from './help.ts';
import { cannot } from './words.ts';

const quit: TerminalCommand = {
  name: 'quit',
  group: 'the rest',
  args: '',
  help: 'end (Ctrl-C and Ctrl-D as well)',
  run: ({ screen }) => screen.close(),
};

const help: TerminalCommand = {
  name: 'help',
  group: 'the rest',
  args: '[command]',
  help: 'this, or more of one command',
  run: ({ screen }, argument) => {
    for (const line of argument === '' ? HELP : helpOf(COMMANDS, argument)) screen.note(line);
  },
};

/** In the order of `/help`, within each group. */
export const COMMANDS: readonly TerminalCommand[] = [
  ...[join, leave, rooms, create, dm, accept, decline],
  ...[history, search, around, edit, deleteMessage, react, reply, pin, pins],
  ...[who, invite, remove, role, mute, unmute, ban, unban, rename],
  ...[title, topic, makePrivate, slow, archive, bots, webhooks],
  ...[more, help, quit],
];

const BY_NAME = new Map(COMMANDS.map((command) => [`/${command.name}`, command]));
const HELP = helpLines(COMMANDS);

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
