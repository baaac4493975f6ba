// People at a terminal: commands and messages in, rooms out. Invariant: a message of one's own is shown when it
// is stored (with its tick), or given back with the reason; until then it is said that it waits. What is shown is
// board.ts, what is told by itself hears.ts, what can be typed behind a slash commands.ts.
import { printable } from '../../shared/printable.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Sent, StateChange, Stored } from '../api.ts';
import type { ChatClient } from '../client.ts';
import { Board } from './board.ts';
import type { Terminal } from './command.ts';
import { COMMANDS, commandTyped, isSaid, runCommand } from './commands.ts';
import { type Completable, complete } from './completion.ts';
import { Giving } from './giving.ts';
import { Going } from './going.ts';
import { hear, sayInvited } from './hears.ts';
import { Invitations } from './invitations.ts';
import { OwnRooms } from './own-rooms.ts';
import { withLineBreaks } from './paste.ts';
import { People } from './people.ts';
import { Screen, type TerminalInput, type TerminalOutput } from './screen.ts';
import { commandText } from './text.ts';
import { errorWords } from './words.ts';
import { Writers, writing } from './writers.ts';

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
  readonly people: People;
  readonly going: Going;
  readonly invitations = new Invitations();
  nextPage: (() => Promise<void>) | undefined;
  readonly #giving: Giving;
  readonly #writers: Writers;
  readonly #ownRooms: OwnRooms;
  /** What was entered last. */
  #entered = '';
  #exitCode = 0;

  constructor(client: ChatClient, screen: Screen) {
    this.client = client;
    this.screen = screen;
    this.board = new Board(client, screen);
    this.people = new People(client, this.board);
    this.#giving = new Giving(client, (one) =>
      screen.warn(`not sent: ${commandText(one)} (${errorWords(one.error)})`),
    );
    const writers = new Writers((names) => screen.aside(writing(names)));
    this.#writers = writers;
    this.going = new Going({ client, screen, board: this.board, writers });
    const { board, invitations } = this;
    const invited = (room: string, by: User) => sayInvited({ screen, invitations }, room, by);
    this.#ownRooms = new OwnRooms({ client, board, screen, invitations, invited });
  }

  run(room: string): Promise<number> {
    this.#listen();
    this.screen.note('connecting; /help shows what you can type');
    void this.going.enter(room);
    return new Promise((resolve) => {
      this.screen.listen({
        typed: (line) => void this.#typed(line),
        changed: (line) => {
          if (isSaid(line)) this.client.typing(this.board.current);
        },
        completed: (line) => complete(line, this.#known()),
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

  readonly send = (give: () => Sent): void => {
    const { id } = give();
    this.screen.eraseEntered(this.#entered);
    this.going.prompt();
    this.#saysThatItWaits(id);
  };

  readonly give = (give: () => Sent): Promise<Stored> => {
    const sent = give();
    this.#saysThatItWaits(sent.id);
    return this.#giving.wait(sent);
  };

  /** What a Tab may mean. */
  #known(): Completable {
    const { client, board } = this;
    const people = board.room(board.current)?.people() ?? [];
    const names = people.filter(({ id }) => id !== client.user?.id).map(({ name }) => name);
    return { commands: COMMANDS.map(({ name }) => name), names, rooms: client.rooms };
  }

  #saysThatItWaits(id: string): void {
    if (this.client.state === 'live') return;
    const waiting = this.client.pending().find((one) => one.id === id);
    if (waiting !== undefined) this.screen.note(`waits to be sent: ${commandText(waiting)}`);
  }

  #listen(): void {
    const { client, board, screen, invitations, going } = this;
    client.on('state', (change) => this.#state(change));
    hear({ client, board, screen, writers: this.#writers, invitations, going });
  }

  async #typed(line: string): Promise<void> {
    this.#entered = line;
    const text = withLineBreaks(line);
    const command = commandTyped(text);
    try {
      if (command !== undefined) {
        const running = runCommand(this, command);
        // It may take as long as an answer does: one can type meanwhile.
        this.going.prompt();
        await running;
      } else if (text.trim() === '') this.going.prompt();
      else this.#post(text);
    } catch (error) {
      this.screen.warn(errorWords(error));
    }
  }

  #post(typed: string): void {
    const text = typed.trim().startsWith('//') ? typed.trim().slice(1) : messageTyped(typed);
    this.send(() => this.client.post(this.board.current, text));
  }

  #state(change: StateChange): void {
    if (change.state === 'live') {
      this.screen.note(`connected as ${printable(change.user.name)}`);
      void this.#ownRooms.look();
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

/** Spaces at both ends are the person's; the line break after a pasted block is not. */
const messageTyped = (line: string): string => line.replace(/\n+$/, '');
