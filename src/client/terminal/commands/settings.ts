// Commands about what a room is. Without an argument they say it; what was changed comes back as a line of the room.
import type { Room } from '../../../chat/room/room.ts';
import { printable } from '../../../shared/printable.ts';
import type { CommandFields } from '../../api.ts';
import { isOff, type Terminal, type TerminalCommand } from '../command.ts';
import { secondsTyped } from '../times.ts';
import { cannot } from '../words.ts';

async function change(
  { client, board, give }: Terminal,
  to: CommandFields<'change'>,
): Promise<void> {
  const room = board.current;
  await give(() => client.change(room, to));
}

function known({ board }: Terminal): Room {
  const room = board.room(board.current)?.story.room;
  if (room === undefined) throw cannot('it is not known what this room is');
  return room;
}

/** A text of the room: said, set or taken away. */
const text = (name: 'title' | 'topic', help: string): TerminalCommand => ({
  name,
  group: 'this room',
  args: `[${name} | off]`,
  help,
  run: async (terminal, argument) => {
    if (argument !== '') {
      await change(terminal, { [name]: isOff(argument) ? '' : argument });
      return;
    }
    const said = known(terminal)[name];
    const { screen, board } = terminal;
    const where = board.label(board.current);
    screen.note(
      said ? `${where}: ${printable(said)}` : `${where} has no ${name}; /${name} sets it`,
    );
  },
});

export const title = text('title', 'what this room is called beside its name; off takes it away');
export const topic = text('topic', 'what is spoken of in it; off takes it away');

/** What a room is or is not. */
const flag = (about: {
  name: string;
  help: string;
  to: (isOn: boolean) => CommandFields<'change'>;
}): TerminalCommand => ({
  name: about.name,
  group: 'this room',
  args: '[off]',
  help: about.help,
  run: async (terminal, argument) => {
    if (argument !== '' && !isOff(argument)) throw cannot(`/${about.name}, or /${about.name} off`);
    await change(terminal, about.to(argument === ''));
  },
});

export const makePrivate = flag({
  name: 'private',
  help: 'members alone are in it, the others have to go; off opens it',
  to: (isOn) => ({ kind: isOn ? 'private' : 'public' }),
});

export const archive = flag({
  name: 'archive',
  help: 'nobody writes in it any more; off opens it again',
  to: (archived) => ({ archived }),
});

export const slow: TerminalCommand = {
  name: 'slow',
  group: 'this room',
  args: '30 | off',
  help: 'each person writes once in so many seconds; also 5m, 2h',
  run: async (terminal, argument) => {
    const slowModeSeconds = isOff(argument) ? 0 : secondsTyped(argument, 's');
    if (slowModeSeconds === undefined) throw cannot('/slow 30 for 30 seconds, or /slow off');
    await change(terminal, { slowModeSeconds });
  },
};
