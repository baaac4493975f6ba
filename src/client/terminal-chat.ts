// People at a terminal: commands and messages in, rooms out. Invariant: a message of one's own is shown when it
// is stored (with its tick), or given back with the reason; until then it is said that it waits. What is shown is
// terminal-board.ts, what can be typed behind a slash terminal-commands.ts.
import { printable } from '../shared/printable.ts';
import type { Sent, StateChange } from './api.ts';
import type { ChatClient } from './client.ts';
import { roomProblem } from './errors.ts';
import { Board } from './terminal-board.ts';
import type { Terminal } from './terminal-command.ts';
import { commandTyped, isSaid, runCommand } from './terminal-commands.ts';
import { withLineBreaks } from './terminal-paste.ts';
import { Screen, type TerminalInput, type TerminalOutput } from './terminal-screen.ts';
import { commandText } from './terminal-text.ts';
import { Writers } from './terminal-writers.ts';

/** Messages shown on entering a room. */
const LAST = 20;
/** Of more that was missed only so many are shown. */
const CAUGHT_UP = 200;

/** Resolves to the exit code when the person ends it or the server closes for good. */
export function chatAtTerminal(
  client: ChatClient,
  { room, input, output }: { room: string; input: TerminalInput; output: TerminalOutput },
): Promise<number> {
  return new TerminalChat(client, new Screen(input, output)).run(room);
}

class TerminalChat implements Terminal {
  readonly client: ChatClient;
  readonly screen: Screen;
  readonly board: Board;
  readonly #writers: Writers;
  /** What was entered last. */
  #entered = '';
  #exitCode = 0;

  constructor(client: ChatClient, screen: Screen) {
    this.client = client;
    this.screen = screen;
    this.board = new Board(client, screen);
    this.#writers = new Writers((names) => screen.aside(writing(names)));
  }

  run(room: string): Promise<number> {
    this.#listen();
    this.screen.note('connecting; /help shows what you can type');
    void this.enter(room);
    return new Promise((resolve) => {
      this.screen.listen({
        typed: (line) => void this.#typed(line),
        changed: (line) => {
          if (isSaid(line)) this.client.typing(this.board.current);
        },
        closed: () => {
          this.#writers.clear();
          this.board.close();
          const lost = this.client.pending();
          for (const one of lost) this.screen.printLast(`not stored: ${commandText(one)}`);
          this.client.close();
          resolve(lost.length > 0 ? 1 : this.#exitCode);
        },
      });
    });
  }

  readonly enter = async (room: string): Promise<void> => {
    const problem = roomProblem(room);
    if (problem !== undefined) {
      this.screen.warn(problem);
      return;
    }
    this.turnTo(room);
    try {
      await this.client.join(room, { last: LAST, max: CAUGHT_UP });
      this.screen.note(`you are in #${room}`);
    } catch (error) {
      this.screen.warn(`#${room}: ${messageOf(error)}`);
    }
  };

  readonly turnTo = (room: string): void => {
    this.#writers.clear();
    this.screen.prompt(room);
    this.board.turnTo(room);
  };

  readonly send = (give: () => Sent): void => {
    const { id } = give();
    this.screen.eraseEntered(this.#entered);
    this.screen.prompt(this.board.current);
    if (this.client.state === 'live') return;
    const waiting = this.client.pending().find((one) => one.id === id);
    if (waiting !== undefined) this.screen.note(`waits to be sent: ${commandText(waiting)}`);
  };

  #listen(): void {
    const { client, board, screen } = this;
    client.on('state', (change) => this.#state(change));
    client.on('live', ({ room: name }) => {
      const room = board.room(name);
      room?.live();
      if (room !== undefined) board.show(room);
    });
    client.on('event', ({ room, user }) => {
      if (room === board.current) this.#writers.stopped(user.id);
    });
    client.on('typing', ({ room, user }) => {
      if (room === board.current) this.#writers.writes(user);
    });
    client.on('presence', (present) => {
      const room = board.room(present.room);
      if (room !== undefined) room.present = present;
    });
    client.on('read', ({ room, seq }) => board.room(room)?.isRead(seq));
    client.on('unsent', (one) =>
      screen.warn(`not sent: ${commandText(one)} (${one.error.message})`),
    );
    client.on('reset', ({ room }) => {
      board.beginAnew(room, { isOtherLog: true });
      screen.note(`the log of #${room} was made anew: what stands above is gone from it`);
    });
    client.on('skipped', ({ room }) => {
      board.beginAnew(room, { isOtherLog: false });
      screen.note(`much was said in #${room} meanwhile: the latest of it; /history shows more`);
    });
    client.on('error', ({ id, retry, message }) => {
      if (id === undefined && !retry) screen.warn(message);
    });
  }

  async #typed(line: string): Promise<void> {
    this.#entered = line;
    const text = withLineBreaks(line);
    const command = commandTyped(text);
    try {
      if (command !== undefined) await runCommand(this, command);
      else if (text.trim() === '') this.screen.prompt(this.board.current);
      else this.#post(text);
    } catch (error) {
      this.screen.warn(messageOf(error));
    }
  }

  #post(typed: string): void {
    const text = typed.trim().startsWith('//') ? typed.trim().slice(1) : messageTyped(typed);
    this.send(() => this.client.post(this.board.current, text));
  }

  #state(change: StateChange): void {
    if (change.state === 'live') {
      this.screen.note(`connected as ${printable(change.user.name)}`);
      return;
    }
    for (const room of this.board.rooms()) room.lost();
    this.#writers.clear();
    if (change.state === 'connecting' && change.attempt > 0) {
      const seconds = Math.ceil(change.retryInMs / 1000);
      this.screen.warn(`not connected (${change.reason}); the next try is in ${seconds} s`);
    }
    if (change.state !== 'closed' || change.reason === 'closed') return;
    this.screen.warn(`the server ended the chat: ${change.reason}`);
    this.#exitCode = 1;
    this.screen.close();
  }
}

/** `Ada is typing`, beside the room's name. */
function writing(names: readonly string[]): string {
  const [one = '', two = ''] = names.map((name) => printable(name));
  if (names.length === 0) return '';
  if (names.length === 1) return `${one} is typing`;
  return names.length === 2 ? `${one} and ${two} are typing` : `${names.length} are typing`;
}

/** Spaces at both ends are the person's; the line break after a pasted block is not. */
const messageTyped = (line: string): string => line.replace(/\n+$/, '');

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
