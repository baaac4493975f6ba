// `/help`: all commands in groups, or one of them with what can stand behind it. Made of the table; nothing is said twice.
import { printable } from '../../shared/printable.ts';
import { GROUPS, type TerminalCommand } from './command.ts';
import { cannot } from './words.ts';

const COLUMNS = 21;

/** What is typed without being a command. */
const BESIDE: readonly (readonly [string, string])[] = [
  ['//text', 'a message that begins with a slash'],
  ['n', 'the number at the beginning of a message’s line'],
  ['@name', 'somebody, by name; the number of a message of theirs does as well'],
  ['Tab', 'finishes a command, an @name, a #room that were begun'],
];

const typed = ({ name, args }: TerminalCommand): string => `/${name} ${args}`;
const row = (what: string, help: string): string => `${what.padEnd(COLUMNS)}  ${help}`;

export function helpLines(commands: readonly TerminalCommand[]): string[] {
  const groups = GROUPS.flatMap((group) => [
    `— ${group}`,
    ...commands.filter((one) => one.group === group).map((one) => row(typed(one), one.help)),
  ]);
  return [...groups, ...BESIDE.map(([what, help]) => row(what, help))];
}

/** `wanted`: with its slash or without. */
export function helpOf(commands: readonly TerminalCommand[], wanted: string): string[] {
  const name = wanted.replace(/^\//, '');
  const command = commands.find((one) => one.name === name);
  if (command === undefined) throw cannot(`/${printable(name)} is no command; /help lists them`);
  return [row(typed(command), command.help), ...(command.more ?? [])];
}
