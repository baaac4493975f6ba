// Where the person looks in the open room: at its live end, further up, or at a stretch around one message. Invariant: what came
// too late, because they turned to another room meanwhile, moves nothing before their eyes.
import type { StateHolder } from './chat-state.ts';
import type { Stretches } from './stretches.ts';
import type { Views } from './views.ts';

export interface LookingParts {
  state: StateHolder;
  views: Views;
  stretches: Stretches;
  /** Turns to a room. */
  open: (room: string) => void;
}

export class Looking {
  readonly #parts: LookingParts;

  constructor(parts: LookingParts) {
    this.#parts = parts;
  }

  /** Fetches what is before the first message on the screen. */
  async loadOlder(): Promise<void> {
    const { state, views, stretches } = this.#parts;
    const room = state.current;
    if (room === undefined) return;
    const { stretch, name } = room;
    await (stretch === undefined ? views : stretches).loadOlder(name);
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
    if (name !== state.now.current) open(name);
    const sought = await stretches.show(name, seq);
    if (sought === 'elsewhere' || name !== state.now.current) return;
    if (sought === 'shown') state.set({ jump: { room: name, seq } });
    // Who was not let in is told so already.
    else if (state.current?.entry.state !== 'refused') state.set({ notice: sought.why });
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
