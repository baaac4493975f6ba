// Commands about who is what in a room: each says whom it means by name, or by the number of a message of theirs. Who may do what
// the server decides; what was done comes back as a line of the room.

import type { CommandFields } from '../../api.ts';
import type { Terminal, TerminalCommand } from '../command.ts';
import { secondsTyped } from '../times.ts';
import { cannot } from '../words.ts';

type Act = CommandFields<'member'>['do'];

/** Does it to somebody in the room that one is in. */
async function act(
  terminal: Terminal,
  whom: string,
  about: Omit<CommandFields<'member'>, 'user'>,
): Promise<void> {
  const { client, board, people, give } = terminal;
  const room = board.current;
  const { id } = await people.find(whom, room, { isOut: about.do === 'unban' });
  await give(() => client.member(room, { user: id, ...about }));
}

/** A command that is handed a person, and nothing else. */
const ofPerson = (name: Act, help: string): TerminalCommand => ({
  name,
  group: 'people',
  args: '@name',
  help,
  run: (terminal, argument) => act(terminal, argument, { do: name }),
});

export const invite = ofPerson('invite', 'ask somebody into this room');
export const remove = ofPerson('remove', 'send somebody out of this room');
export const ban = ofPerson('ban', 'send somebody out for good: they neither read nor write here');
export const unban = ofPerson('unban', 'end that');
export const unmute = ofPerson('unmute', 'let somebody write again');

export const mute: TerminalCommand = {
  name: 'mute',
  group: 'people',
  args: '@name [10m]',
  help: 'let somebody read and not write, for so long or for good',
  more: ['/mute @Ada 10m  for ten minutes; also 30s, 2h, 7d', '/mute @Ada      until /unmute @Ada'],
  run: (terminal, argument) => {
    const [, name = argument, typed = ''] = /^([\s\S]*\S)\s+(\S+)$/.exec(argument) ?? [];
    const seconds = secondsTyped(typed, 'm');
    const until = seconds && { until: Date.now() + seconds * 1_000 };
    return act(terminal, until ? name : argument, { do: 'mute', ...until });
  },
};

const ROLES = ['owner', 'moderator', 'member'] as const;

export const role: TerminalCommand = {
  name: 'role',
  group: 'people',
  args: '@name role',
  help: 'say what somebody may do here, as owner, moderator or member',
  more: [
    'an owner      changes the room, and who is owner or moderator',
    'a moderator   pins, deletes, mutes, bans and sends out, and sets slow mode',
    'a member      reads and writes',
  ],
  run: (terminal, argument) => {
    const [, name = '', typed = ''] = /^([\s\S]*\S)\s+(\S+)$/.exec(argument) ?? [];
    const wanted = ROLES.find((one) => one === typed.toLowerCase());
    if (wanted === undefined) throw cannot(`/role @name ${ROLES.join(' | ')}`);
    return act(terminal, name, { do: 'role', role: wanted });
  },
};
