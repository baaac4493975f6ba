// Commands that bring one into a room, or say no to it. Invariant: a line that one has begun while an answer was on its way is not
// sent to another room than the one where one began it.
import { isDirectName } from '../../../chat/room/direct-name.ts';
import { roomTyped, type Terminal, type TerminalCommand } from '../command.ts';
import { cannot } from '../words.ts';
import { dm } from './rooms.ts';

export const join: TerminalCommand = {
  name: 'join',
  group: 'rooms',
  args: '<room>',
  help: 'enter a room, or go back to one; /join @name as /dm',
  run: async (terminal, argument) => {
    const room = roomTyped(argument);
    if (argument.startsWith('@')) await dm.run(terminal, argument);
    else if (terminal.invitations.has(room)) await accept.run(terminal, room);
    else await terminal.going.enter(room);
  },
};

/** The room that one was asked into last, unless another one is named. */
function asked({ invitations }: Terminal, argument: string): string | undefined {
  return argument === '' ? invitations.last() : roomTyped(argument);
}

export const accept: TerminalCommand = {
  name: 'accept',
  group: 'rooms',
  args: '[room]',
  help: 'come into a room that you were asked into; become a member of this one',
  run: async (terminal, argument) => {
    const { client, board, give, invitations } = terminal;
    const room = asked(terminal, argument) ?? board.current;
    // One was put into it by whoever began it.
    if (!isDirectName(room))
      await give(() => client.member(room, { user: me(terminal), do: 'accept' }));
    invitations.answered(room);
    if (!client.rooms.includes(room)) await terminal.going.enterWhatIs(room);
  },
};

export const decline: TerminalCommand = {
  name: 'decline',
  group: 'rooms',
  args: '[room]',
  help: 'say no to that',
  run: async (terminal, argument) => {
    const { client, give, invitations, screen, board } = terminal;
    const room = asked(terminal, argument);
    if (room === undefined) throw cannot('nobody asked you into a room');
    await give(() => client.member(room, { user: me(terminal), do: 'leave' }));
    invitations.answered(room);
    screen.note(`you said no to ${board.label(room)}`);
  },
};

function me({ client }: Terminal): string {
  const { user } = client;
  if (user === undefined) throw cannot('you are not connected yet: try again');
  return user.id;
}
