// Leads to messages that are not loaded: asks for what stands around one, and for more above and below it, until it reaches the
// live end. Invariants: what happens while a page is on its way is not lost; what was asked for before the person went
// elsewhere changes nothing.
import type { MessagesPage } from '../../client/api.ts';
import type { ChatClient } from '../../client/client.ts';
import type { EventFrame } from '../../shared/wire/frames.ts';
import { PAST_WORDS } from '../words/messages.ts';
import type { Beyond } from './beyond.ts';
import type { StateHolder } from './chat-state.ts';
import { nextPicture } from './next-picture.ts';
import { onScreen } from './on-screen.ts';
import type { Reading } from './reading.ts';
import { type Room, turnedTo } from './room.ts';
import {
  partOf,
  reaches,
  type Stretch,
  stretchAround,
  withEvents,
  withNewer,
  withOlder,
  withoutFarEnd,
} from './stretch.ts';
import { whyNotAnswered } from './unanswered.ts';
import type { Views } from './views.ts';

/** Messages above and below the one that is looked for; a further page has as many as both. */
const HALF = 50;

export interface StretchesParts {
  state: StateHolder;
  client: ChatClient;
  views: Pick<Views, 'gather' | 'prepend' | 'trim'>;
  reading: Reading;
}

/** It is on the screen; or why not, in words; or the person looks for something else by now. */
export type Sought = 'shown' | 'elsewhere' | { why: string };

interface Looking {
  room: string;
  since: EventFrame[];
}

export class Stretches {
  readonly #parts: StretchesParts;
  /** What came of a room of which a stretch is shown, and is not folded yet. */
  readonly #arrived = new Map<string, EventFrame[]>();
  /** The message that is looked for: one at a time. */
  #looking: Looking | undefined;

  constructor(parts: StretchesParts) {
    this.#parts = parts;
    const { client, state } = parts;
    client.on('event', (event) => {
      const { room } = event;
      if (room === undefined) return;
      if (this.#looking?.room === room) this.#looking.since.push(event);
      if (state.room(room)?.stretch === undefined) return;
      const before = this.#arrived.get(room);
      if (before === undefined) this.#arrived.set(room, [event]);
      else before.push(event);
    });
    client.on('skipped', ({ room }) => void this.#showAnew(room));
  }

  /** Brings the message at `seq` onto the screen, with what stands around it where that is not loaded. */
  async show(name: string, seq: number): Promise<Sought> {
    const { state, views } = this.#parts;
    views.gather(name);
    const room = state.room(name);
    this.#looking = undefined;
    if (room === undefined) return 'elsewhere';
    if (has(onScreen(room), seq)) return 'shown';
    if (!has(room, seq)) return await this.#look(name, seq);
    this.toPresent(name);
    return 'shown';
  }

  /** Shows the live end again. */
  toPresent(name: string): void {
    const { state, reading } = this.#parts;
    this.#looking = undefined;
    this.#arrived.delete(name);
    if (state.room(name)?.stretch === undefined) return;
    state.change(name, (room) => turnedTo(room, undefined));
    reading.setAtBottom(true);
    if (state.now.current === name) reading.open(name);
  }

  /** Who scrolls far up in a room reads a part of it, whose end goes on for itself: the whole is never in memory. */
  part(name: string): void {
    const { state, views } = this.#parts;
    views.gather(name);
    const room = state.room(name);
    if (room === undefined || room.stretch !== undefined || room.older.state === 'loading') return;
    const stretch = partOf(room.view, room.older);
    if (stretch === undefined) return;
    state.change(name, (old) => ({ ...old, stretch }));
    views.trim(name);
  }

  /** Folds in what came of a room. */
  gather(name: string): void {
    const events = this.#arrived.get(name) ?? [];
    this.#arrived.delete(name);
    this.#change(name, (stretch) => withEvents(stretch, events));
  }

  /** Fetches what stands before the first message of the stretch. */
  async loadOlder(name: string): Promise<void> {
    const { client } = this.#parts;
    await this.#load(name, 'older', async ({ view, high }) => {
      const page = await client.messages(name, { before: view.low ?? high, limit: 2 * HALF });
      return (stretch) => withOlder(stretch, page);
    });
  }

  /** Fetches what stands behind its last message. */
  async loadNewer(name: string): Promise<void> {
    const { client } = this.#parts;
    await this.#load(name, 'newer', async ({ high }) => {
      const page = await client.around(name, { seq: high + 1, limit: 2 * HALF });
      return (stretch) => withNewer(stretch, page);
    });
  }

  async #look(name: string, seq: number): Promise<Sought> {
    const { state, views, client } = this.#parts;
    if (state.now.connection.state !== 'live') return { why: PAST_WORDS.unreached };
    const looking: Looking = { room: name, since: [] };
    this.#looking = looking;
    let page: MessagesPage;
    try {
      page = await client.around(name, { seq, limit: 2 * HALF });
    } catch (error) {
      return this.#looking === looking ? { why: whyNotAnswered(error) } : 'elsewhere';
    }
    if (this.#looking !== looking) return 'elsewhere';
    this.#looking = undefined;
    views.gather(name);
    const room = state.room(name);
    if (room === undefined) return 'elsewhere';
    if (!has(room, seq)) {
      const stretch = stretchAround(seq, page, looking.since);
      if (stretch?.view.messages.some((message) => message.seq === seq) !== true) {
        return { why: PAST_WORDS.gone };
      }
      state.change(name, (before) => turnedTo(before, stretch));
    } else if (room.stretch !== undefined) state.change(name, (old) => turnedTo(old, undefined));
    this.#join(name);
    return 'shown';
  }

  async #load(
    name: string,
    side: 'older' | 'newer',
    ask: (stretch: Stretch) => Promise<(stretch: Stretch) => Stretch>,
  ): Promise<void> {
    const { state, views } = this.#parts;
    const room = state.room(name);
    const stretch = room?.stretch;
    if (stretch === undefined || state.now.connection.state !== 'live') return;
    if (stretch[side].state === 'loading' || stretch[side].state === 'none') return;
    const set = (beyond: Beyond) => this.#change(name, (old) => ({ ...old, [side]: beyond }));
    const isThere = () => state.room(name)?.turn === room?.turn;
    set({ state: 'loading' });
    try {
      const put = await ask(stretch);
      const grow = (old: Stretch) => {
        const grown = put(old);
        return this.#isOneWithEnd(name, grown) ? grown : withoutFarEnd(grown, side);
      };
      // What it will be is reckoned before the picture that draws it, in which who scrolls has their rows drawn, too.
      const now = state.room(name)?.stretch;
      const grown = now && grow(now);
      await nextPicture();
      if (!isThere()) return;
      views.gather(name);
      this.#change(name, (old) => (old === now && grown !== undefined ? grown : grow(old)));
      this.#join(name);
    } catch (error) {
      if (isThere()) set({ state: 'failed', reason: whyNotAnswered(error) });
    }
  }

  /** What reaches the live end is one with it: the person scrolls on as before. */
  #join(name: string): void {
    const { state, views, reading } = this.#parts;
    const stretch = state.room(name)?.stretch;
    if (stretch === undefined || !this.#isOneWithEnd(name, stretch)) return;
    state.change(name, (old) => ({ ...old, stretch: undefined }));
    this.#arrived.delete(name);
    reading.setAtBottom(false);
    views.prepend(name, stretch);
    if (state.now.current === name) reading.open(name);
  }

  #isOneWithEnd(name: string, stretch: Stretch): boolean {
    const room = this.#parts.state.room(name);
    return room !== undefined && reaches(stretch, room.view);
  }

  /** More was missed than is told: what is shown of the past may have been changed since. */
  async #showAnew(name: string): Promise<void> {
    const stretch = this.#parts.state.room(name)?.stretch;
    if (stretch === undefined) return;
    const sought = await this.#look(name, stretch.place);
    if (typeof sought === 'object') this.toPresent(name);
  }

  #change(name: string, change: (stretch: Stretch) => Stretch): void {
    this.#parts.state.change(name, (room) => {
      const { stretch } = room;
      const next = stretch && change(stretch);
      return next === stretch ? room : { ...room, stretch: next };
    });
  }
}

const has = ({ view }: Room, seq: number): boolean =>
  view.messages.some((message) => message.seq === seq);
