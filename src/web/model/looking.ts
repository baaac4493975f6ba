// Where the person looks in the open room: at its live end, further up, or at a stretch around one message. Invariant: what came
// too late, because they turned to another room meanwhile, moves nothing before their eyes.
import type { ChatClient } from '../../client/client.ts';
import { PAST_WORDS } from '../words/messages.ts';
import type { StateHolder } from './chat-state.ts';
import { onScreen } from './on-screen.ts';
import { isOut } from './room.ts';
import { firstFrom, type Somewhere } from './somewhere.ts';
import type { Stretches } from './stretches.ts';
import { whyNotAnswered } from './unanswered.ts';
import type { Views } from './views.ts';

/** Messages that are looked at for the one that a place is before. */
const NEAR = 5;

export interface LookingParts {
  state: StateHolder;
  client: Pick<ChatClient, 'around'>;
  views: Views;
  stretches: Stretches;
  /** Turns to a room. */
  open: (room: string) => void;
}

export class Looking {
  readonly #parts: LookingParts;
  /** What is wanted last: another object is another wish. */
  #wanted = {};

  constructor(parts: LookingParts) {
    this.#parts = parts;
  }

  /** Fetches what is before the first message on the screen. */
  async loadOlder(): Promise<void> {
    const { state, views, stretches } = this.#parts;
    const room = state.current;
    // Of a backlog that is still coming nothing is shown by looking for what stands before it (views.ts).
    if (room?.entry.state !== 'in') return;
    const { stretch, name } = room;
    if (stretch === undefined) await views.loadOlder(name, () => stretches.part(name));
    else await stretches.loadOlder(name);
  }

  /** Fetches what is behind the last one, where that is not the live end. */
  async loadNewer(): Promise<void> {
    const { state, stretches } = this.#parts;
    const { current } = state.now;
    if (current !== undefined) await stretches.loadNewer(current);
  }

  /** Turns to a message, with what stands around it; why it cannot be shown is in the notice. */
  async goTo(name: string, seq: number): Promise<void> {
    const { state, stretches, open } = this.#parts;
    const wanted = {};
    this.#wanted = wanted;
    if (name !== state.now.current) open(name);
    if (this.#isWaiting(name, seq)) {
      await this.#ready(name, seq);
      if (this.#wanted !== wanted) return;
    }
    const sought = await stretches.show(name, seq);
    if (sought === 'elsewhere' || name !== state.now.current) return;
    if (sought === 'shown') state.set({ jump: { room: name, seq } });
    // Who was not let in is told so already.
    else if (state.current !== undefined && !isOut(state.current.entry))
      state.set({ notice: sought.why });
  }

  /** Turns to the first message of the open room from a place on; where there is none, to the last before it. */
  async goFrom(name: string, place: Somewhere): Promise<void> {
    const { state, client } = this.#parts;
    const wanted = {};
    this.#wanted = wanted;
    const room = state.room(name);
    const loaded = room && firstFrom(onScreen(room).view.messages, place);
    let seq = loaded?.isSure === true ? loaded.seq : undefined;
    if (seq === undefined) {
      try {
        const { messages } = await client.around(name, { ...place, limit: NEAR });
        seq = firstFrom(messages, place)?.seq;
      } catch (error) {
        if (this.#wanted === wanted) state.set({ notice: whyNotAnswered(error) });
        return;
      }
    }
    if (this.#wanted !== wanted || name !== state.now.current) return;
    if (seq === undefined) state.set({ notice: PAST_WORDS.nothingThen });
    else await this.goTo(name, seq);
  }

  /** Whether it cannot be looked for yet: it is not loaded, and the page has had no connection so far. */
  #isWaiting(name: string, seq: number): boolean {
    const { connection, wasLive, current } = this.#parts.state.now;
    const room = this.#parts.state.room(name);
    if (room === undefined || current !== name) return false;
    if (room.view.messages.some((message) => message.seq === seq)) return false;
    return connection.state === 'connecting' && !wasLive;
  }

  /** Until it can be looked for, or something else is wanted. */
  async #ready(name: string, seq: number): Promise<void> {
    const { store } = this.#parts.state;
    const wanted = this.#wanted;
    await new Promise<void>((resolve) => {
      const end = store.subscribe(() => {
        if (this.#wanted === wanted && this.#isWaiting(name, seq)) return;
        end();
        resolve();
      });
    });
  }

  /** The message that was to come before the person's eyes did. */
  jumped(): void {
    this.#parts.state.set({ jump: undefined });
  }

  /** Turns from a stretch of the open room's past to its live end. */
  toPresent(): void {
    const { state, stretches } = this.#parts;
    const { current } = state.now;
    if (current !== undefined) stretches.toPresent(current);
  }
}
