// People at a terminal: commands and messages in, rooms out. Invariant: a message of one's own is shown when it
// is stored (with its tick), or given back with the reason; until then it is said that it waits.
import type { MessageView } from '../chat/kernel/message-view.ts';
import { messagesOf } from '../chat/views.ts';
import { printable } from '../shared/printable.ts';
import type { EventFrame } from '../shared/wire/frames.ts';
import type { StateChange } from './api.ts';
import type { ChatClient } from './client.ts';
import { roomProblem } from './errors.ts';
import { withLineBreaks } from './terminal-paste.ts';
import { Screen, type TerminalInput, type TerminalOutput } from './terminal-screen.ts';
import { commandText, day, messageLine } from './terminal-text.ts';

/** Messages shown on entering a room, and by each `/history`. */
const PAGE = 20;
/** Of more that was missed only so many are shown. */
const CAUGHT_UP = 200;

const HELP = [
  '/join <room>   enter a room, or go back to one',
  '/leave         leave this room',
  '/rooms         the rooms you are in',
  '/history       older messages of this room; again for still older ones',
  '/quit          end (Ctrl-C and Ctrl-D as well)',
  '//text         a message that begins with a slash',
];

/** Resolves to the exit code when the person ends it or the server closes for good. */
export function chatAtTerminal(
  client: ChatClient,
  { room, input, output }: { room: string; input: TerminalInput; output: TerminalOutput },
): Promise<number> {
  return new TerminalChat(client, new Screen(input, output)).run(room);
}

class TerminalChat {
  readonly #client: ChatClient;
  readonly #screen: Screen;
  /** The oldest sequence shown of each room, where `/history` goes on. */
  readonly #oldest = new Map<string, number>();
  #room = '';
  #day = day(new Date().toISOString());
  #exitCode = 0;

  constructor(client: ChatClient, screen: Screen) {
    this.#client = client;
    this.#screen = screen;
  }

  run(room: string): Promise<number> {
    this.#listen();
    this.#screen.note('connecting; /help shows what you can type');
    void this.#enter(room);
    return new Promise((resolve) => {
      this.#screen.listen({
        typed: (line) => this.#typed(line),
        closed: () => {
          const lost = this.#client.pending();
          for (const one of lost) this.#screen.printLast(`not stored: ${commandText(one)}`);
          this.#client.close();
          resolve(lost.length > 0 ? 1 : this.#exitCode);
        },
      });
    });
  }

  #listen(): void {
    this.#client.on('state', (change) => this.#state(change));
    this.#client.on('event', (event) => this.#event(event));
    this.#client.on('unsent', (one) =>
      this.#screen.warn(`not sent: ${commandText(one)} (${one.error.message})`),
    );
    this.#client.on('reset', ({ room }) => {
      this.#oldest.delete(room);
      this.#screen.note(`the log of #${room} was made anew: what stands above is gone from it`);
    });
    this.#client.on('skipped', ({ room }) => {
      this.#oldest.delete(room);
      this.#screen.note(
        `much was said in #${room} meanwhile: the latest of it; /history shows more`,
      );
    });
    this.#client.on('error', ({ id, retry, message }) => {
      if (id === undefined && !retry) this.#screen.warn(message);
    });
  }

  #typed(line: string): void {
    const text = withLineBreaks(line).trim();
    if (text.startsWith('/') && !text.startsWith('//')) {
      const [command = '', argument = ''] = text.split(/\s+/, 2);
      this.#command(command, argument);
    } else if (text === '') this.#screen.prompt(this.#room);
    else this.#post(line, text.startsWith('//') ? text.slice(1) : messageTyped(line));
  }

  #command(command: string, argument: string): void {
    switch (command) {
      case '/join':
        void this.#enter(argument.replace(/^#/, ''));
        break;
      case '/leave':
        this.#leave();
        break;
      case '/rooms':
        this.#screen.note(this.#client.rooms.map((room) => `#${room}`).join('  ') || 'none');
        break;
      case '/history':
        void this.#history();
        break;
      case '/quit':
        this.#screen.close();
        break;
      case '/help':
        for (const one of HELP) this.#screen.note(one);
        break;
      default:
        this.#screen.warn(`${printable(command)} is no command; /help lists them`);
    }
  }

  #post(line: string, text: string): void {
    try {
      this.#client.post(this.#room, text);
      this.#screen.eraseEntered(line);
      this.#screen.prompt(this.#room);
      if (this.#client.state !== 'live')
        this.#screen.note(`waits to be sent: ${printable(text, { multiline: true })}`);
    } catch (error) {
      this.#screen.warn(messageOf(error));
    }
  }

  async #enter(room: string): Promise<void> {
    const problem = roomProblem(room);
    if (problem !== undefined) {
      this.#screen.warn(problem);
      return;
    }
    this.#room = room;
    this.#screen.prompt(room);
    try {
      await this.#client.join(room, { last: PAGE, max: CAUGHT_UP });
      this.#screen.note(`you are in #${room}`);
    } catch (error) {
      this.#screen.warn(`#${room}: ${messageOf(error)}`);
    }
  }

  #leave(): void {
    const left = this.#room;
    this.#client.leave(left);
    this.#oldest.delete(left);
    const next = this.#client.rooms[0];
    this.#room = next ?? left;
    this.#screen.prompt(this.#room);
    this.#screen.note(`you left #${left}${next === undefined ? '' : ` and are in #${next}`}`);
  }

  async #history(): Promise<void> {
    const room = this.#room;
    const before = this.#oldest.get(room) ?? Number.MAX_SAFE_INTEGER;
    try {
      const { events, more } = await this.#client.history(room, { before, limit: PAGE });
      const [first] = events;
      if (first === undefined) {
        this.#screen.note(`nothing older in #${room}`);
        return;
      }
      this.#screen.note(`before that, #${room}:`);
      for (const message of messagesOf(events)) this.#screen.print(this.#line(message));
      this.#oldest.set(room, first.seq);
      this.#screen.note(more ? '/history shows more' : 'that is where it begins');
    } catch (error) {
      this.#screen.warn(messageOf(error));
    }
  }

  #event(event: EventFrame): void {
    const { room, seq } = event;
    this.#oldest.set(room, Math.min(this.#oldest.get(room) ?? seq, seq));
    for (const message of messagesOf([event])) this.#message(room, message);
  }

  #message(room: string, message: MessageView): void {
    const { at, user } = message;
    if (day(at) !== this.#day) this.#screen.note(day(at));
    this.#day = day(at);
    const { paint } = this.#screen;
    const elsewhere = room === this.#room ? '' : paint.style('dim', `#${room} `);
    const tick = user.id === this.#client.user?.id ? paint.style('green', ' ✓') : '';
    this.#screen.print(elsewhere + this.#line(message) + tick);
  }

  #state(change: StateChange): void {
    if (change.state === 'live') this.#screen.note(`connected as ${printable(change.user.name)}`);
    if (change.state === 'connecting' && change.attempt > 0) {
      const seconds = Math.ceil(change.retryInMs / 1000);
      this.#screen.warn(`not connected (${change.reason}); the next try is in ${seconds} s`);
    }
    if (change.state !== 'closed' || change.reason === 'closed') return;
    this.#screen.warn(`the server ended the chat: ${change.reason}`);
    this.#exitCode = 1;
    this.#screen.close();
  }

  #line(message: MessageView): string {
    return messageLine(message, this.#screen.paint);
  }
}

/** Spaces at both ends are the person's; the line break after a pasted block is not. */
const messageTyped = (line: string): string => withLineBreaks(line).replace(/\n+$/, '');

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
