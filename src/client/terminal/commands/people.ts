// Commands about people: who is here, who is what in this room, what one is called oneself.
import { printable } from '../../../shared/printable.ts';
import type { Present } from '../../api.ts';
import { ChatError } from '../../errors.ts';
import type { Terminal, TerminalCommand } from '../command.ts';
import { personLine } from '../list-lines.ts';
import { showPages } from '../pages.ts';
import { cannot } from '../words.ts';

/** People that are named as being here. */
const NAMED_MAX = 50;
/** People of each page of those of a room. */
const PAGE = 20;

export const who: TerminalCommand = {
  name: 'who',
  group: 'people',
  args: '[name]',
  help: 'who is in this room now, and who is what in it',
  run: async (terminal, argument) => {
    const { screen, board } = terminal;
    const present = board.room(board.current)?.present;
    if (terminal.client.state !== 'live') throw cannot('it is not known who is here');
    if (present !== undefined && argument === '') screen.note(hereLine(terminal, present));
    try {
      await members(terminal, argument);
    } catch (error) {
      // What is known without an answer was said.
      const isUnanswered = error instanceof ChatError && error.code === 'unsupported';
      if (isUnanswered && present !== undefined && argument === '') return;
      if (isUnanswered) throw cannot('it is not known who is here');
      throw error;
    }
  },
};

function hereLine({ screen, board }: Terminal, { count, here = [] }: Present): string {
  const names = here.slice(0, NAMED_MAX).map((user) => screen.paint.name(user));
  const others = here.length > NAMED_MAX ? ['…'] : [];
  const named = names.length === 0 ? '' : `: ${[...names, ...others].join(', ')}`;
  return `${count} in ${board.label(board.current)}${named}`;
}

async function members(terminal: Terminal, query: string): Promise<void> {
  const { client, screen, board } = terminal;
  const room = board.current;
  const here = new Set(board.room(room)?.present?.here?.map(({ id }) => id));
  const named = query === '' ? {} : { query: query.replace(/^@/, '') };
  await showPages(terminal, {
    ask: (after) =>
      client.people({ room, ...named, ...(after !== undefined && { after }), limit: PAGE }),
    show: ({ people }) => {
      for (const person of people) {
        const isHere = here.has(person.user.id);
        screen.print(personLine({ person, isHere, paint: screen.paint }));
      }
      return people.length;
    },
    none: query === '' ? 'it has no members' : `no member is called like ${printable(query)}`,
  });
}

export const rename: TerminalCommand = {
  name: 'rename',
  group: 'people',
  args: 'name',
  help: 'be called something else from now on',
  run: async ({ client, give }, argument) => {
    if (argument === '') throw cannot('say what you want to be called: /rename name');
    await give(() => client.rename(argument));
  },
};
