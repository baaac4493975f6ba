// Commands that look something up: older messages, a search, what stands around a message or a time, the next page of a list.
import type { FoundMessage } from '../../../shared/wire/objects.ts';
import { numbered, type Terminal, type TerminalCommand } from '../command.ts';
import { foundLine } from '../list-lines.ts';
import { showPages } from '../pages.ts';
import { timeTyped } from '../times.ts';
import { cannot } from '../words.ts';

/** Events of each `/history`. */
const PAGE = 20;
/** Messages of a page of what was found, and around a place. */
const FOUND = 10;
const AROUND = 11;

export const history: TerminalCommand = {
  name: 'history',
  group: 'messages',
  args: '',
  help: 'older messages of this room; again for still older ones',
  run: async ({ screen, board }) => {
    const room = board.room(board.current);
    if (room === undefined) throw cannot('you are in no room; /join enters one');
    const found = await board.showOlder(room, PAGE);
    if (found === 'more') screen.note('/history shows more');
    else if (found === 'all') screen.note('that is where it begins');
    else screen.note(`nothing older in ${board.label(room.name)}`);
  },
};

export const search: TerminalCommand = {
  name: 'search',
  group: 'messages',
  args: 'words',
  help: 'messages of all rooms that are open to you, the newest first',
  more: [
    '/search tea "red mug" -milk  with these words and this phrase, without that word',
    '/search tea from:Ada in:den  said by Ada, in #den',
    '/search after:2026-11-01 has:link, before:2026-12-01',
    '/more shows older ones, /around n what stands around one',
  ],
  run: async (terminal, argument) => {
    const { client } = terminal;
    await showPages(terminal, {
      ask: async (after) => {
        const before = after === undefined ? {} : { before: Number(after) };
        const { messages, more } = await client.search(argument, { ...before, limit: FOUND });
        const last = messages.at(-1)?.seq;
        return { messages, ...(more && last !== undefined && { next: String(last) }) };
      },
      show: ({ messages }) => {
        for (const found of messages) showFound(terminal, found);
        return messages.length;
      },
      none: 'nothing says that, in the rooms that are open to you',
    });
  },
};

function showFound({ board, screen }: Terminal, found: FoundMessage): void {
  const { room, seq, user } = found;
  const number = board.numberOf({ room, seq, user });
  screen.print(foundLine({ found, number, label: board.label(room), paint: screen.paint }));
}

export const around: TerminalCommand = {
  name: 'around',
  group: 'messages',
  args: 'n | time',
  help: 'what was said around a message, or around a time in this room',
  more: [
    '/around 57                what stands around the message 57, in its room',
    '/around 14:30             around half past two, today or else yesterday',
    '/around 2026-11-01 14:30  of another day; the time can be left out',
  ],
  run: async (terminal, argument) => {
    const { client, board, screen, going } = terminal;
    const { number, rest } = numbered(argument);
    const place = number !== undefined && rest === '' ? board.place(number) : undefined;
    const at = timeTyped(argument, new Date());
    const room = place?.room ?? board.current;
    if (place === undefined && at === undefined) {
      throw cannot('/around n: n is the number of a message; or a time: 14:30, 2026-11-01 14:30');
    }
    if (!client.rooms.includes(room) && !(await going.enter(room))) return;
    const where = place === undefined ? { at: at ?? 0 } : { seq: place.seq };
    const { messages, more, newer } = await client.around(room, { ...where, limit: AROUND });
    if (messages.length === 0) {
      screen.note(`nothing was said in ${board.label(room)}`);
      return;
    }
    screen.note(`around ${argument}, ${board.label(room)}:`);
    for (const message of messages) {
      screen.print(board.foundLine(room, message, { isMeant: message.seq === place?.seq }));
    }
    const ways = [...(more ? ['older'] : []), ...(newer ? ['newer'] : [])].join(' and ');
    if (ways !== '') screen.note(`there are ${ways} ones: /around the first or the last of these`);
  },
};

export const more: TerminalCommand = {
  name: 'more',
  group: 'the rest',
  args: '',
  help: 'the next page of what was listed last',
  run: async (terminal) => {
    const { nextPage } = terminal;
    if (nextPage === undefined) throw cannot('there is no more of what was listed');
    await nextPage();
  },
};
