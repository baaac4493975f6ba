// What the state machine wants done, in order: driver.ts performs it. Invariant: the pure files speak to the
// world through this list only.
import type { ClientFrame } from '../chat/features.ts';
import type { ClientEvents } from './api.ts';
import type { ChatError } from './errors.ts';
import type { StoredCommand } from './known-commands.ts';

/** Whom a result is for: a command by its first id, a question by its id, a `join` by its room. */
export type Key = `command:${string}` | `question:${string}` | `join:${string}`;

export type Effect =
  /** Open a socket to the next gateway. */
  | { do: 'connect' }
  | { do: 'send'; frame: ClientFrame }
  /** Close the socket without waiting for its `close`. */
  | { do: 'drop'; code: number }
  /** The socket never opened: ask over HTTP whether it is we who are unwanted. */
  | { do: 'probe' }
  | { do: 'resolve'; key: Key; value: unknown }
  | { do: 'reject'; key: Key; error: ChatError }
  /** Write a command on its way to the storage, remove it, or replace it under another id. */
  | { do: 'keep'; stored: StoredCommand }
  | { do: 'forget'; id: string }
  | { do: 'rename'; from: string; stored: StoredCommand }
  /** The room's cursor moved or is gone. */
  | { do: 'cursor'; room: string }
  | Emission;

/** One of {@link ClientEvents}, to be emitted: the name and what belongs to it. */
export type Emission<Name extends keyof ClientEvents = keyof ClientEvents> = {
  [N in Name]: { do: 'emit'; name: N; payload: ClientEvents[N] };
}[Name];

export class Effects {
  #list: Effect[] = [];

  add(effect: Effect): void {
    this.#list.push(effect);
  }

  send(frame: ClientFrame): void {
    this.add({ do: 'send', frame });
  }

  resolve(key: Key, value?: unknown): void {
    this.add({ do: 'resolve', key, value });
  }

  reject(key: Key, error: ChatError): void {
    this.add({ do: 'reject', key, error });
  }

  emit<Name extends keyof ClientEvents>(name: Name, payload: ClientEvents[Name]): void {
    // The compiler does not see that a name and its own payload make one of the union.
    this.add({ do: 'emit', name, payload } as Emission);
  }

  /** Everything since the last call. */
  take(): Effect[] {
    const list = this.#list;
    this.#list = [];
    return list;
  }
}
