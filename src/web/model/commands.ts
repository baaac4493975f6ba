// What the person does in the open room: says something, or does something to what was said. Each is shown at once as on its way
// (changes.ts) and waits for a connection where there is none. Invariant: what cannot be given stays with the person, with why.

import type { Sent } from '../../client/api.ts';
import type { ChatClient } from '../../client/client.ts';
import { type ChangeCommand, withChange, withoutChange } from './changes.ts';
import type { StateHolder } from './chat-state.ts';
import { withRecent } from './emoji.ts';
import type { Memory } from './memory.ts';
import { faultWords } from './refusal-words.ts';
import { type Outgoing, type Room, turnedTo, withOutgoing, withoutOutgoing } from './room.ts';
import type { Unread } from './unread.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What a change says beside where it stands. */
type Said = DistributiveOmit<ChangeCommand, 'id' | 'room'>;

export interface CommandsParts {
  state: StateHolder;
  client: ChatClient;
  memory: Pick<Memory, 'recentEmoji' | 'saveRecentEmoji' | 'emojiTone' | 'saveEmojiTone'>;
  /** Who writes in a room has read it. */
  unread: Pick<Unread, 'clear'>;
}

export class Commands {
  readonly #state: StateHolder;
  readonly #client: ChatClient;
  readonly #memory: CommandsParts['memory'];
  readonly #unread: CommandsParts['unread'];

  constructor({ state, client, memory, unread }: CommandsParts) {
    this.#state = state;
    this.#client = client;
    this.#memory = memory;
    this.#unread = unread;
    state.set({ recentEmoji: memory.recentEmoji(), emojiTone: memory.emojiTone() });
  }

  /** False when it cannot be sent as it is; the notice says why. So it is with everything here. */
  send(text: string, replyTo?: number): boolean {
    const more = { ...(replyTo !== undefined && { replyTo }) };
    const { current } = this.#state.now;
    const isGiven = this.#give(
      (room) => this.#client.post(room, text, more),
      (room, { id }) => {
        const message: Outgoing = { id, text, at: Date.now(), status: 'waiting', ...more };
        // Where it will stand is the live end.
        const present = room.stretch === undefined ? room : turnedTo(room, undefined);
        return withOutgoing({ ...present, newAfter: undefined }, message);
      },
    );
    if (isGiven && current !== undefined) this.#unread.clear(current);
    return isGiven;
  }

  edit(target: number, text: string): boolean {
    return this.#change({ type: 'edit', target, text });
  }

  delete(target: number): boolean {
    return this.#change({ type: 'delete', target });
  }

  pin(target: number, on: boolean): boolean {
    return this.#change({ type: 'pin', target, on });
  }

  react(target: number, emoji: string, on: boolean): boolean {
    if (on) this.tookEmoji(emoji);
    return this.#change({ type: 'react', target, emoji, on });
  }

  /** The person took it, for a reaction or a text: it is offered first. */
  tookEmoji(emoji: string): void {
    const recentEmoji = withRecent(this.#state.now.recentEmoji, emoji);
    this.#state.set({ recentEmoji });
    this.#memory.saveRecentEmoji(recentEmoji);
  }

  setEmojiTone(emojiTone: number): void {
    this.#state.set({ emojiTone });
    this.#memory.saveEmojiTone(emojiTone);
  }

  /** Gives a command that failed once more, as a new one. */
  retry(id: string): void {
    const room = this.#state.current;
    const message = room?.outgoing.find((one) => one.id === id);
    const change = room?.changes.find(({ command }) => command.id === id);
    const again =
      (message !== undefined && this.send(message.text, message.replyTo)) ||
      (change !== undefined && this.#change(change.command));
    if (again) this.dismiss(id);
  }

  /** Takes away what failed, or what still waits. */
  dismiss(id: string): void {
    const room = this.#state.current;
    this.#client.discard(id);
    if (room === undefined) return;
    this.#state.change(room.name, (old) => withoutChange(withoutOutgoing(old, id), id));
  }

  #change(said: Said): boolean {
    return this.#give(
      (room) => this.#call(room, said),
      (room, { id }) => withChange(room, { ...said, id, room: room.name }),
    );
  }

  #call(room: string, said: Said): Sent {
    switch (said.type) {
      case 'edit':
        return this.#client.edit(room, said.target, said.text);
      case 'delete':
        return this.#client.delete(room, said.target);
      case 'pin':
        return this.#client.pin(room, said.target, said.on);
      default:
        return this.#client.react(room, said.target, said.emoji, said.on);
    }
  }

  #give(give: (room: string) => Sent, shown: (room: Room, sent: Sent) => Room): boolean {
    const { current } = this.#state;
    if (current === undefined) return false;
    this.#state.set({ notice: undefined });
    try {
      const sent = give(current.name);
      this.#state.change(current.name, (room) => shown(room, sent));
      return true;
    } catch (error) {
      this.#state.set({ notice: faultWords(error) });
      return false;
    }
  }
}
