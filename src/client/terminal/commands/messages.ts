// Commands about messages. Each names one by its number, or means the last one that it can mean. Invariant: nothing is done to
// another message than the one that was meant: while one's last is still on its way, "the last one" is none.
import { canonicalEmoji } from '../../../chat/reaction/emoji.ts';
import { printable } from '../../../shared/printable.ts';
import type { ShownMessage } from '../board.ts';
import { numbered, type Terminal, type TerminalCommand } from '../command.ts';
import { cannot } from '../words.ts';

export const edit: TerminalCommand = {
  name: 'edit',
  group: 'messages',
  args: '[n] text',
  help: 'say a message of yours otherwise; without a text it comes into the line',
  says: true,
  run: (terminal, argument) => {
    const { number, rest } = numbered(argument);
    const one = number === undefined ? lastOwn(terminal) : terminal.board.named(number);
    const { room, message } = one;
    if (message.user.id !== terminal.client.user?.id) {
      const name = printable(message.user.name);
      throw cannot(`message ${one.number} is of ${name}: only who wrote it changes it`);
    }
    if (rest === '') {
      const text = printable(message.text, { multiline: true });
      terminal.screen.fill(`/edit ${one.number} ${text}`);
    } else terminal.send(() => terminal.client.edit(room, message.seq, rest));
  },
};

export const deleteMessage: TerminalCommand = {
  name: 'delete',
  group: 'messages',
  args: '[n]',
  help: 'take a message of yours away for good',
  run: (terminal, argument) => {
    const { room, message } = argument === '' ? lastOwn(terminal) : only(terminal, argument);
    terminal.send(() => terminal.client.delete(room, message.seq));
  },
};

export const react: TerminalCommand = {
  name: 'react',
  group: 'messages',
  args: '[n] 👍',
  help: 'an emoji on a message (the last one); again takes it back',
  run: (terminal, argument) => {
    const { client, board, send } = terminal;
    const { number, rest } = numbered(argument);
    const one = number === undefined ? board.last(() => true) : board.named(number);
    if (one === undefined) throw cannot('there is no message here yet');
    const { room, message } = one;
    const emoji = canonicalEmoji(rest) ?? rest;
    const users = message.reactions.find((reaction) => reaction.emoji === emoji)?.users ?? [];
    const underWay = client
      .pending(room)
      .map(({ command }) => command)
      .findLast((command) => {
        return (
          command.type === 'react' && command.target === message.seq && command.emoji === emoji
        );
      });
    const isOn = underWay?.type === 'react' ? underWay.on : users.includes(client.user?.id ?? '');
    send(() => client.react(room, message.seq, emoji, !isOn));
  },
};

export const reply: TerminalCommand = {
  name: 'reply',
  group: 'messages',
  args: 'n text',
  help: 'answer a message',
  says: true,
  run: ({ client, board, send }, argument) => {
    const { number, rest } = numbered(argument);
    if (number === undefined) throw cannot('/reply n text: n is the number of the message');
    const { room, message } = board.named(number);
    send(() => client.post(room, rest, { replyTo: message.seq }));
  },
};

export const pin: TerminalCommand = {
  name: 'pin',
  group: 'messages',
  args: 'n',
  help: 'pin a message, as a moderator; again takes the pin away',
  run: (terminal, argument) => {
    const { room, message } = only(terminal, argument);
    const isOn = message.pinned === undefined;
    terminal.send(() => terminal.client.pin(room, message.seq, isOn));
  },
};

export const pins: TerminalCommand = {
  name: 'pins',
  group: 'messages',
  args: '',
  help: 'what is pinned of what was shown of this room',
  run: ({ screen, board }) => {
    const room = board.room(board.current);
    const pinned = room?.messages.filter((message) => message.pinned !== undefined) ?? [];
    if (room === undefined || pinned.length === 0) {
      screen.note(`nothing is pinned of what was shown of #${board.current}`);
      return;
    }
    screen.note(`pinned in #${room.name}, of what was shown:`);
    for (const message of pinned) screen.print(board.line(room, message));
  },
};

/** The message that a number alone names. */
function only({ board }: Terminal, argument: string): ShownMessage {
  const { number, rest } = numbered(argument);
  if (number === undefined || rest !== '') {
    throw cannot('say the number at the beginning of the message’s line, and nothing else');
  }
  return board.named(number);
}

/** What one said last in this room. */
function lastOwn({ client, board }: Terminal): ShownMessage {
  if (client.pending(board.current).some(({ command }) => command.type === 'post')) {
    throw cannot('your last message is still on its way: try again when it is stored');
  }
  const last = board.last(({ user }) => user.id === client.user?.id);
  if (last === undefined) throw cannot('there is no message of yours here: say its number');
  return last;
}
