// A room's messages on top of a client, for whoever shows them: what comes live, as a backlog and as pages of the past, in one.
// Optional: a client without it gives events. Invariant: there is no hole between the first message and the last.
import { EMPTY_VIEW, lastOf, type RoomView, toldFrom, withPage } from '../chat/kernel/view.ts';
import { fold } from '../chat/views.ts';
import type { EventFrame } from '../shared/wire/frames.ts';
import type { ChatClient } from './client.ts';
import { ChatError } from './errors.ts';

export interface LiveViewOptions {
  /** What was kept of the room, which fits to the cursor that the storage gives the client. */
  kept?: RoomView;
  /** Something came: `view` is another one. Called for each event, so that the owner chooses when to look. */
  changed?: () => void;
}

type Source = Pick<ChatClient, 'on' | 'history' | 'messages' | 'cursor'>;

/** A page, and how it is put in. */
interface Older {
  more: boolean;
  put: (view: RoomView) => RoomView;
}

export class LiveView {
  readonly room: string;
  readonly #client: Source;
  readonly #ends: (() => void)[];
  #view: RoomView;
  #arrived: EventFrame[] = [];
  /** Counts what was taken away: a page that was asked for before that does not fit any more. */
  #taken = 0;
  /** Pages that are asked for. */
  #asked = 0;

  /** From now on: make it before the room is joined. */
  constructor(
    client: Source,
    room: string,
    { kept = EMPTY_VIEW, changed = () => undefined }: LiveViewOptions = {},
  ) {
    this.room = room;
    this.#client = client;
    this.#view = kept;
    this.#ends = [
      client.on('event', (event) => {
        if (event.room !== room) return;
        this.#arrived.push(event);
        changed();
      }),
      client.on('live', (live) => {
        // A page that is on its way is of before this, and says more.
        if (live.room !== room || this.view.low !== undefined || this.#asked > 0) return;
        // Nothing was said yet: what will be, is told from here on.
        this.#view = toldFrom(this.#view, live.seq + 1);
        changed();
      }),
      client.on('reset', (reset) => {
        if (reset.room === room) this.#beginAnew(changed);
      }),
      client.on('skipped', (skipped) => {
        if (skipped.room === room) this.#beginAnew(changed);
      }),
    ];
  }

  /** Never changed in place: the same object means that nothing came. */
  get view(): RoomView {
    if (this.#arrived.length > 0) this.#view = fold(this.#view, this.#arrived.splice(0));
    return this.#view;
  }

  /**
   * Adds the page of at most `limit` messages before the first one. Resolves to whether there are `more`; `again` where what
   * came meanwhile does not fit to it, and it was left out. Rejects like {@link ChatClient.messages}.
   */
  async loadOlder(limit?: number): Promise<'more' | 'none' | 'again'> {
    const before = this.view.low ?? this.#end();
    const taken = this.#taken;
    this.#asked += 1;
    const asking = this.#older({ before, ...(limit && { limit }) });
    const page = await asking.finally(() => {
      this.#asked -= 1;
    });
    if (this.#taken !== taken || (this.view.low ?? before) !== before) return 'again';
    const view = page.put(this.view);
    // Before the first of all there is nothing: what stood there and is deleted can be shown.
    this.#view = page.more ? view : toldFrom(view, 1);
    return page.more ? 'more' : 'none';
  }

  /** Messages as they are now, or, of a gateway of before, all that was said of them. */
  async #older(place: { before: number; limit?: number }): Promise<Older> {
    try {
      const { messages, events, low, asOf, more } = await this.#client.messages(this.room, place);
      const page = { messages, upTo: asOf, low };
      return { more, put: (view) => withPage(fold(view, events), page) };
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'unsupported') throw error;
    }
    const { events, more } = await this.#client.history(this.room, place);
    return { more, put: (view) => fold(view, events) };
  }

  /** Puts in a piece of the past that reaches up to the first message here, as it is by everything that came so far. */
  prepend({ messages, notices, low }: RoomView): void {
    const upTo = this.#client.cursor(this.room)?.seq;
    if (upTo === undefined || low === undefined) return;
    this.#view = withPage(this.view, { messages, notices, upTo, low });
  }

  /** Lets go of all but the last `count` messages; `loadOlder` fetches them again. */
  trim(count: number): void {
    const left = lastOf(this.view, count);
    if (left !== this.#view) this.#taken += 1;
    this.#view = left;
  }

  /** What was told has nothing to do with what comes now, or there is a hole between. */
  #beginAnew(changed: () => void): void {
    this.#arrived = [];
    this.#view = EMPTY_VIEW;
    this.#taken += 1;
    changed();
  }

  /** Hears nothing any more. */
  close(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** Above everything that was told of the room; its end, where nothing was yet. */
  #end(): number {
    const cursor = this.#client.cursor(this.room);
    return cursor === undefined ? Number.MAX_SAFE_INTEGER : cursor.seq + 1;
  }
}
