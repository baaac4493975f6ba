// Commands about the bots and hooks of the room that one is in: which there are, a new one, the end of one. The token of a new one is
// printed once, and is nowhere else.
import { printable } from '../../../shared/printable.ts';
import type { ListedBot } from '../../../shared/wire/objects.ts';
import type { ChatClient } from '../../client.ts';
import type { Terminal, TerminalCommand } from '../command.ts';
import { botLine } from '../list-lines.ts';
import { showPages } from '../pages.ts';
import { cannot } from '../words.ts';

/** Bots of each page. */
const PAGE = 20;
/** So many pages are looked through for a name. */
const PAGES_MAX = 50;

export const bots: TerminalCommand = {
  name: 'bots',
  group: 'this room',
  args: '[add name | …]',
  help: 'the bots and hooks of this room; makes one, or ends one',
  more: [
    '/bots              which there are, and who made them; for who looks after the room',
    '/bots add Deploys  a bot for a program, which hears this room and speaks in it',
    '/bots hook Alerts  a hook: what is sent to its address is said here, as Slack’s hooks do',
    '/bots revoke name  its token opens nothing any more, for good',
  ],
  run: async (terminal, argument) => {
    const [, does = '', name = ''] = /^(\S*)\s*([\s\S]*)$/.exec(argument.trim()) ?? [];
    if (does === '') return await list(terminal);
    if (name === '')
      throw cannot('say which one: /bots add name, /bots hook name, /bots revoke name');
    if (does === 'add') return await make(terminal, name, 'token');
    if (does === 'hook') return await make(terminal, name, 'incoming');
    if (does === 'revoke') return await revoke(terminal, name);
    throw cannot('that is nothing to be done with bots: /help bots says what is');
  },
};

async function list(terminal: Terminal): Promise<void> {
  const { client, screen, board } = terminal;
  const room = board.current;
  await showPages(terminal, {
    ask: (after) => client.bots(room, { ...(after !== undefined && { after }), limit: PAGE }),
    show: ({ bots: found }) => {
      for (const bot of found) screen.print(botLine(bot, screen.paint));
      return found.length;
    },
    none: 'this room has no bots and no hooks',
  });
}

async function make(terminal: Terminal, name: string, kind: 'token' | 'incoming'): Promise<void> {
  const { client, screen, board, give } = terminal;
  const made: ReturnType<ChatClient['makeBot']>[] = [];
  await give(() => {
    const one = client.makeBot({ name, kind, rooms: [board.current] });
    made.push(one);
    return one;
  });
  const token = made[0]?.token ?? '';
  screen.note(
    kind === 'incoming'
      ? `${printable(name)} says here what is sent to this path of the server, which is shown once:`
      : `${printable(name)} is in this room. Its token, which is shown once:`,
  );
  screen.print(kind === 'incoming' ? `/api/hooks/${token}` : token);
}

async function revoke({ client, screen, board, give }: Terminal, name: string): Promise<void> {
  const { id, name: called } = await find(client, board.current, name);
  await give(() => client.revokeBot(id));
  screen.note(`${printable(called)} is no more: its token opens nothing`);
}

/** By its name, without regard to case, or its id. */
async function find(client: ChatClient, room: string, typed: string): Promise<ListedBot> {
  const wanted = typed.replace(/^@/, '').toLowerCase();
  let after: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await client.bots(room, { ...(after !== undefined && { after }) });
    const found = page.bots.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
    if (found !== undefined) return found;
    if (page.next === undefined) break;
    after = page.next;
  }
  throw cannot(`no bot of this room is called ${printable(typed)}; /bots lists them`);
}
