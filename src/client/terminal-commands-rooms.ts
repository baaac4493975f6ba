// Commands about rooms: entering, leaving, what one missed in them, who is there.
import { printable } from '../shared/printable.ts';
import { cannot, type TerminalCommand } from './terminal-command.ts';

/** Events of each `/history`. */
const PAGE = 20;
/** People that `/who` names. */
const NAMED_MAX = 50;

export const join: TerminalCommand = {
  name: 'join',
  args: '<room>',
  help: 'enter a room, or go back to one',
  run: ({ enter }, argument) => enter((argument.split(/\s/, 1)[0] ?? '').replace(/^#/, '')),
};

export const leave: TerminalCommand = {
  name: 'leave',
  args: '',
  help: 'leave this room',
  run: ({ client, screen, board, turnTo }) => {
    const left = board.current;
    client.leave(left);
    board.forget(left);
    const [next] = client.rooms;
    turnTo(next ?? left);
    screen.note(`you left #${left}${next === undefined ? '' : ` and are in #${next}`}`);
  },
};

export const rooms: TerminalCommand = {
  name: 'rooms',
  args: '',
  help: 'the rooms you are in, and how much is unread in each',
  run: ({ client, screen, board }) => {
    const all = client.rooms.map((name) => {
      const { messages = [], isMore = false } = board.room(name)?.unread(client.user?.id) ?? {};
      const count = `${messages.length}${isMore ? '+' : ''}`;
      return messages.length === 0 ? `#${name}` : `#${name} (${count} new)`;
    });
    screen.note(all.join('  ') || 'none');
  },
};

export const who: TerminalCommand = {
  name: 'who',
  args: '',
  help: 'who is in this room now',
  run: ({ screen, board }) => {
    const present = board.room(board.current)?.present;
    if (present === undefined) throw cannot('it is not known who is here');
    const { count, here = [] } = present;
    const names = here.slice(0, NAMED_MAX).map(({ name }) => printable(name));
    const others = here.length > NAMED_MAX ? ['…'] : [];
    const who = names.length === 0 ? '' : `: ${[...names, ...others].join(', ')}`;
    screen.note(`${count} in #${board.current}${who}`);
  },
};

export const history: TerminalCommand = {
  name: 'history',
  args: '',
  help: 'older messages of this room; again for still older ones',
  run: async ({ screen, board }) => {
    const room = board.room(board.current);
    if (room === undefined) throw cannot('you are in no room; /join enters one');
    const found = await board.showOlder(room, PAGE);
    if (found === 'more') screen.note('/history shows more');
    else if (found === 'all') screen.note('that is where it begins');
    else screen.note(`nothing older in #${room.name}`);
  },
};
