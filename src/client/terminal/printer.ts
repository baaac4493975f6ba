// How what happened in a room comes onto the screen, line by line. Invariants: each line begins with the number that names its
// message; what happens in a room that one is not in carries its name.
import { identityOf } from '../../chat/kernel/fact.ts';
import type { MessageView } from '../../chat/kernel/message-view.ts';
import type { Sentence } from '../../chat/prose.ts';
import type { ChatClient } from '../client.ts';
import type { Handles } from './handles.ts';
import {
  deletionLine,
  editLine,
  messageLine,
  pinLine,
  reactionsLine,
  sentenceLine,
  summary,
} from './lines.ts';
import type { News } from './news.ts';
import { GatheredReactions, type Reacted } from './reactions.ts';
import type { ShownRoom } from './room.ts';
import type { Screen } from './screen.ts';
import { day } from './text.ts';

export interface PrinterOptions {
  client: Pick<ChatClient, 'user'>;
  screen: Screen;
  handles: Handles;
  /** The name of the room that one is in. */
  current: () => string;
  /** What a room is called. */
  label: (room: string) => string;
}

export class Printer {
  readonly #options: PrinterOptions;
  readonly #reactions: GatheredReactions;
  #day = day(new Date().toISOString());

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#reactions = new GatheredReactions((reacted, untold) => this.#reacted(reacted, untold));
  }

  tell(room: ShownRoom, news: News): void {
    if (news.what === 'done') {
      this.#onDayOf(news.sentence.at);
      this.#print(room, this.doneLine(news.sentence));
      return;
    }
    const { message } = news;
    switch (news.what) {
      case 'said':
        this.#said(room, message);
        break;
      case 'edited':
        this.#print(room, editLine(this.#parts(room, message)) + this.#tick(message));
        break;
      case 'deleted':
        this.#print(room, deletionLine(this.#parts(room, message)));
        break;
      case 'pinned':
      case 'unpinned':
        this.#print(room, pinLine(this.#parts(room, message)));
        break;
      case 'reacted':
        this.#reactions.add({ room, key: identityOf(message), before: news.before });
        break;
      default:
        news satisfies never;
    }
  }

  /** What comes now was not read. */
  newLine(): void {
    this.#options.screen.print(this.#options.screen.paint.style('red', '— new —'));
  }

  line(room: ShownRoom, message: MessageView): string {
    const { replyTo } = message;
    const quoted = replyTo === undefined ? undefined : room.bySeq(replyTo);
    return messageLine({ ...this.#parts(room, message), quoted });
  }

  doneLine(sentence: Sentence): string {
    return sentenceLine(sentence, this.#options.screen.paint);
  }

  close(): void {
    this.#reactions.close();
  }

  #said(room: ShownRoom, message: MessageView): void {
    this.#onDayOf(message.at);
    this.#print(room, this.line(room, message) + this.#tick(message));
  }

  #onDayOf(at: string): void {
    const today = day(at);
    if (today !== this.#day) this.#options.screen.note(today);
    this.#day = today;
  }

  #reacted(reacted: readonly Reacted[], untold: number): void {
    for (const { room, key, before } of reacted) {
      const message = room.byKey(key);
      if (message === undefined || message.deleted !== undefined) continue;
      if (summary(message) === summary(before)) continue;
      this.#print(room, reactionsLine(this.#parts(room, message)));
    }
    if (untold > 0) this.#options.screen.note(`and reactions on ${untold} more`);
  }

  #print({ name }: ShownRoom, line: string): void {
    const { screen, current, label } = this.#options;
    const elsewhere = name === current() ? '' : screen.paint.style('dim', `${label(name)} `);
    screen.print(elsewhere + line);
  }

  #parts({ name }: ShownRoom, message: MessageView) {
    const { handles, screen } = this.#options;
    return { message, number: handles.of(name, message), paint: screen.paint };
  }

  /** It is one's own, and stored. */
  #tick({ user, deleted }: MessageView): string {
    const { client, screen } = this.#options;
    const isOwn = user.id === client.user?.id && deleted === undefined;
    return isOwn ? screen.paint.style('green', ' ✓') : '';
  }
}
