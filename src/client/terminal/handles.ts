// How people name a message: by the number at the beginning of its line. It counts what is shown, over all rooms, and is never
// given again: of several names that would do (the end of the sequence, letters of the id, a number per room) it is the only one
// that is short, typed on any keyboard, and can mean one message alone, whatever scrolls by and in whichever room one writes.
// Invariant: a number means the same message until the end, or none: it is let go of with what is known of the message.
import { identityOf } from '../../chat/kernel/fact.ts';
import type { MessageView } from '../../chat/kernel/message-view.ts';

/** A message of a room, by its user and id. */
interface Named {
  room: string;
  key: string;
}

export class Handles {
  readonly #named = new Map<number, Named>();
  /** By room and key. */
  readonly #numbers = new Map<string, Map<string, number>>();
  #last = 0;

  /** The number of a message that is shown, from now on. */
  of(room: string, message: MessageView): number {
    const key = identityOf(message);
    const numbers = this.#numbersIn(room);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.next();
    numbers.set(key, number);
    this.#named.set(number, { room, key });
    return number;
  }

  /** A number that nothing else has, nor will have. */
  next(): number {
    this.#last += 1;
    return this.#last;
  }

  named(number: number): Named | undefined {
    return this.#named.get(number);
  }

  /** Of this room only these messages are known from now on: all that are shown. */
  keepOnly(room: string, messages: readonly MessageView[]): void {
    const numbers = this.#numbersIn(room);
    if (numbers.size <= messages.length) return;
    const kept = new Set(messages.map(identityOf));
    for (const [key, number] of numbers) {
      if (kept.has(key)) continue;
      numbers.delete(key);
      this.#named.delete(number);
    }
    if (numbers.size === 0) this.#numbers.delete(room);
  }

  #numbersIn(room: string): Map<string, number> {
    const known = this.#numbers.get(room);
    if (known !== undefined) return known;
    const numbers = new Map<string, number>();
    this.#numbers.set(room, numbers);
    return numbers;
  }
}
