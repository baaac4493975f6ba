// Commands about which rooms there are: leaving one, finding one, making one, speaking with a few people. Entering one is in
// commands/entering.ts.
import { directRoom } from '../../../chat/room/direct.ts';
import { ChatError } from '../../errors.ts';
import { roomTyped, type Terminal, type TerminalCommand } from '../command.ts';
import { listedLine } from '../list-lines.ts';
import { showPages } from '../pages.ts';
import { cannot } from '../words.ts';

/** Rooms of each page of the directory. */
const PAGE = 15;

export const leave: TerminalCommand = {
  name: 'leave',
  group: 'rooms',
  args: '',
  help: 'leave this room; who is its member is one no longer',
  run: async ({ client, board, give, going }) => {
    const { current } = board;
    const me = client.user?.id;
    const isMember = board.room(current)?.story.member?.state === 'in';
    if (isMember && me !== undefined) {
      await give(() => client.member(current, { user: me, do: 'leave' }));
    }
    going.goAway(current);
  },
};

export const rooms: TerminalCommand = {
  name: 'rooms',
  group: 'rooms',
  args: '[all | words]',
  help: 'the rooms you are in, with what is unread; or public ones',
  more: [
    '/rooms       those that you are in, and how much is unread in each',
    '/rooms all   the public ones, the liveliest first; /more shows the next ones',
    '/rooms gard  the public ones in whose name or title a word begins like that',
  ],
  run: async (terminal, argument) => {
    const { client, screen, board } = terminal;
    if (argument !== '') {
      await directory(terminal, argument.toLowerCase() === 'all' ? {} : { query: argument });
      return;
    }
    const all = client.rooms.map((name) => {
      const { messages = [], isMore = false } = board.room(name)?.unread(client.user?.id) ?? {};
      const count = `${messages.length}${isMore ? '+' : ''}`;
      return messages.length === 0 ? board.label(name) : `${board.label(name)} (${count} new)`;
    });
    screen.note(all.join('  ') || 'none');
  },
};

async function directory(terminal: Terminal, asked: { query?: string }): Promise<void> {
  const { client, screen } = terminal;
  await showPages(terminal, {
    ask: (after) =>
      client.directory({ ...asked, ...(after !== undefined && { after }), limit: PAGE }),
    show: ({ rooms: found }) => {
      for (const room of found) screen.print(listedLine(room, screen.paint));
      return found.length;
    },
    none: asked.query === undefined ? 'there is no public room yet' : 'no public room is called so',
  });
}

export const create: TerminalCommand = {
  name: 'create',
  group: 'rooms',
  args: '<room> …',
  help: 'make a room, which is yours then, and enter it',
  more: [
    '/create plans                    everybody can find it and come in',
    '/create plans Our plans          the same, with a title',
    '/create plans private Our plans  only whom you /invite',
  ],
  run: async (terminal, argument) => {
    const room = roomTyped(argument);
    if (room === '') throw cannot('say what it is called: /create <room> [private] [title]');
    const [, isPrivate, title = ''] =
      /^(private(?=\s|$))?\s*([\s\S]*)$/i.exec(argument.replace(/^\S+\s*/, '')) ?? [];
    const kind = isPrivate === undefined ? 'public' : 'private';
    const { client, give } = terminal;
    await give(() => client.create(room, { kind, ...(title !== '' && { title }) }));
    await terminal.going.enterWhatIs(room);
  },
};

export const dm: TerminalCommand = {
  name: 'dm',
  group: 'rooms',
  args: '@name [@name …]',
  help: 'speak with one or a few people alone',
  run: async (terminal, argument) => {
    const { client, board, people } = terminal;
    const names = argument.split(/\s*,\s*|\s+(?=@)/).filter((name) => name.trim() !== '');
    if (names.length === 0) throw cannot('say with whom: /dm @name');
    const found = await Promise.all(names.map((name) => people.find(name, board.current)));
    const members = [...new Set(found.map(({ id }) => id))];
    const me = client.user?.id ?? '';
    const room = directRoom([me, ...members]);
    if (!client.rooms.includes(room)) await begin(terminal, room, members);
    await terminal.going.enterWhatIs(room);
  },
};

/** Whoever began it: it is there, and one is in it. */
async function begin({ client, give }: Terminal, room: string, members: string[]): Promise<void> {
  try {
    await give(() => client.create(room, { kind: 'direct', members }));
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'conflict') throw error;
    await comeBack({ client, give }, room);
  }
}

/** One may have left it. */
async function comeBack(
  { client, give }: Pick<Terminal, 'client' | 'give'>,
  room: string,
): Promise<void> {
  try {
    await give(() => client.member(room, { user: client.user?.id ?? '', do: 'accept' }));
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'conflict') throw error;
  }
}
