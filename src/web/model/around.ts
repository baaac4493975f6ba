// Who is around: who is in a room, and who writes there just now. Invariants: nothing is shown of it that nobody has said for a
// while, or not on this connection; nobody writes whose message is there.

import type { Present } from '../../client/api.ts';
import type { User } from '../../shared/wire/objects.ts';
import { TYPING_WORDS } from '../words/notices.ts';
import type { StateHolder } from './chat-state.ts';
import { compareNames } from './name-order.ts';

/** Whoever goes on writing says so every two seconds (docs/PROTOCOL.md). */
export const TYPING_SHOWN_MS = 5_000;

export class Around {
  readonly #state: StateHolder;
  /** What takes somebody off again, by room and user. */
  readonly #ends = new Map<string, Map<string, ReturnType<typeof setTimeout>>>();

  constructor(state: StateHolder) {
    this.#state = state;
  }

  present(present: Present): void {
    this.#state.set({ present: new Map(this.#state.now.present).set(present.room, present) });
  }

  typing(room: string, user: User): void {
    if (user.id === this.#state.now.user.id) return;
    const ends = this.#ends.get(room) ?? new Map<string, ReturnType<typeof setTimeout>>();
    this.#ends.set(room, ends);
    clearTimeout(ends.get(user.id));
    ends.set(
      user.id,
      setTimeout(() => this.stoppedTyping(room, user.id), TYPING_SHOWN_MS),
    );
    const before = this.#state.now.typing.get(room) ?? [];
    if (!before.some(({ id }) => id === user.id)) this.#show(room, [...before, user]);
  }

  stoppedTyping(room: string, userId: string): void {
    const ends = this.#ends.get(room);
    if (ends?.has(userId) !== true) return;
    clearTimeout(ends.get(userId));
    ends.delete(userId);
    if (ends.size === 0) this.#ends.delete(room);
    const before = this.#state.now.typing.get(room) ?? [];
    this.#show(
      room,
      before.filter(({ id }) => id !== userId),
    );
  }

  /** The room was left. */
  forget(room: string): void {
    const present = new Map(this.#state.now.present);
    if (present.delete(room)) this.#state.set({ present });
    for (const userId of [...(this.#ends.get(room)?.keys() ?? [])])
      this.stoppedTyping(room, userId);
  }

  /** The connection is gone: a new one is told everything anew. */
  lost(): void {
    this.stop();
    const { present, typing } = this.#state.now;
    if (present.size + typing.size > 0) this.#state.set({ present: new Map(), typing: new Map() });
  }

  stop(): void {
    for (const ends of this.#ends.values()) for (const end of ends.values()) clearTimeout(end);
    this.#ends.clear();
  }

  #show(room: string, users: readonly User[]): void {
    const typing = new Map(this.#state.now.typing);
    if (users.length === 0) typing.delete(room);
    else typing.set(room, users);
    this.#state.set({ typing });
  }
}

/** Who writes, in words; nothing where nobody does. */
export function typingWords(users: readonly User[]): string | undefined {
  const [one, other, third] = users.map(({ name }) => name);
  if (one === undefined) return undefined;
  if (other === undefined) return TYPING_WORDS.one(one);
  if (third === undefined) return TYPING_WORDS.two(one, other);
  return TYPING_WORDS.several;
}

/** By name, as a list has them. */
export const byName = (people: readonly User[]): User[] =>
  [...people].sort((a, b) => compareNames(a.name, b.name) || compareNames(a.id, b.id));
