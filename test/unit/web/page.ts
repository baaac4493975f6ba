// A page's model over sockets without a network: a gateway says what the test says.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { ClientFrame } from '../../../src/chat/features.ts';
import { type EventFrame, FIRST_COMMANDS } from '../../../src/shared/wire/frames.ts';
import { BrowserMemory } from '../../../src/web/model/browser-memory.ts';
import { Chat } from '../../../src/web/model/chat.ts';
import type { Memory } from '../../../src/web/model/memory.ts';
import type { Room } from '../../../src/web/model/room.ts';
import { type ScriptedSocket, Sockets, welcome } from '../client/sockets.ts';
import { ADA, eventAt } from './events.ts';
import { place } from './places.ts';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';
/** What the gateway takes beside the first commands. */
const CHANGES = ['edit', 'delete', 'react', 'pin', 'post.replyTo'];

interface Entering {
  epoch?: string;
  seq?: number;
  /** What the gateway takes beside those of every page here. */
  commands?: readonly string[];
}

export class Page {
  readonly backing: ReturnType<typeof place>;
  readonly memory: Memory;
  readonly chat: Chat;
  /** Whether the person can see it. */
  visible: boolean;
  readonly #sockets = new Sockets();

  /** Opens it in `room`; `backing`: what an earlier page kept. */
  constructor({ room = 'lobby', backing = place(), visible = true } = {}) {
    this.visible = visible;
    this.backing = backing;
    this.memory = new BrowserMemory(backing).of(ADA.id);
    const { WebSocket } = globalThis;
    Object.assign(globalThis, { WebSocket: this.#sockets.WebSocket });
    const { memory } = this;
    this.chat = new Chat({ url: NOWHERE, user: ADA, memory, visible: () => this.visible, room });
    Object.assign(globalThis, { WebSocket });
  }

  get socket(): ScriptedSocket {
    const socket = this.#sockets.opened.at(-1);
    assert.ok(socket);
    return socket;
  }

  /** Connects, and enters the rooms, of which the open one has these events; `seq`: the log's last. */
  async enter(
    events: readonly EventFrame[] = [],
    { epoch = 'one', seq = events.at(-1)?.seq ?? 0, commands = [] }: Entering = {},
  ): Promise<void> {
    await turn();
    welcome(this.socket, {
      user: ADA,
      epoch,
      commands: [...FIRST_COMMANDS, ...CHANGES, ...commands],
    });
    for (const event of events) this.socket.frame(event);
    for (const room of this.chat.store.get().names) this.socket.frame({ type: 'live', room, seq });
  }

  /** Loses the connection and has another one, not welcomed yet. */
  async reconnect(): Promise<void> {
    this.socket.close('', 1006);
    this.chat.client.wake();
    await turn();
  }

  event(seq: number, more?: Partial<EventFrame>): void {
    this.socket.frame(eventAt(seq, more));
  }

  room(name = 'lobby'): Room {
    const room = this.chat.store.get().rooms[name];
    assert.ok(room);
    return room;
  }

  /** What the page asked for since the last call. */
  asked<Type extends ClientFrame['type']>(type: Type): Extract<ClientFrame, { type: Type }>[] {
    const of = this.socket.sent.filter((frame) => frame.type === type);
    this.socket.sent.length = 0;
    return of as Extract<ClientFrame, { type: Type }>[];
  }

  /** Shows what came in, which waits for the next picture on the screen otherwise. */
  show(): void {
    this.chat.save();
  }
}
