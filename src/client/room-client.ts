// A client for programs that want the messages of rooms, not only what happens: with it comes what holds them, so that who folds the
// events by itself, as the page does, does not load that.
import { ChatClient } from './client.ts';
import { Entered } from './entered.ts';
import type { ConnectOptions, EnterOptions } from './options.ts';
import type { Room } from './room.ts';

/** As `connect` of client.ts has it, with {@link RoomClient.enter} besides. */
export function connect(options: ConnectOptions): RoomClient {
  return new RoomClient(options);
}

export class RoomClient extends ChatClient {
  readonly #entered = new Entered(this, (room) => this.isLiveIn(room));

  /**
   * Enters a room, as {@link join} does, and resolves to it: its messages as they are now, and what comes. It is the same object, however
   * often it is entered, until it is left. Rejects like {@link join}.
   */
  enter(room: string, options: EnterOptions = {}): Promise<Room> {
    return this.#entered.enter(room, options);
  }

  /** Leaves a room and forgets its cursor. Its commands that are still on their way become `unsent`. */
  override leave(room: string): void {
    this.#entered.leave(room);
    super.leave(room);
  }
}
