// Sockets without a network: they open, say and end what the test wants, also those that the client let go of.

import type { ClientFrame } from '../../../src/chat/features.ts';
import type { SocketClass } from '../../../src/client/socket-class.ts';
import { EPOCH, LIMITS, ME } from './scripted.ts';

export interface ScriptedSocket {
  readonly url: string;
  readonly sent: ClientFrame[];
  /** What the client closed it with. */
  dropped: number | undefined;
  frame: (frame: object) => void;
  /** As it came over the wire. */
  data: (data: unknown) => void;
  /** The other side said that it ends; that it has ended comes later. */
  closing: () => void;
  close: (reason?: string, code?: number) => void;
}

export class Sockets {
  readonly opened: ScriptedSocket[] = [];

  get WebSocket(): SocketClass {
    const { opened } = this;
    return class {
      readonly listeners: Record<string, (event: never) => void> = {};
      readonly socket: ScriptedSocket;
      readyState: number = WebSocket.OPEN;
      constructor(url: string) {
        this.socket = {
          url,
          sent: [],
          dropped: undefined,
          frame: (frame) => this.say('message', { data: JSON.stringify(frame) }),
          data: (data) => this.say('message', { data }),
          closing: () => {
            this.readyState = WebSocket.CLOSING;
          },
          close: (reason = '', code = 1012) => this.say('close', { code, reason }),
        };
        opened.push(this.socket);
      }
      addEventListener(type: string, listener: (event: never) => void): void {
        this.listeners[type] = listener;
      }
      say(type: string, event: object): void {
        this.listeners[type]?.(event as never);
      }
      send(data: string): void {
        this.socket.sent.push(JSON.parse(data));
      }
      close(code?: number): void {
        this.socket.dropped = code;
      }
    };
  }
}

/** A gateway takes it in. */
export const welcome = (socket: ScriptedSocket | undefined, more: object = {}) =>
  socket?.frame({
    type: 'welcome',
    user: ME,
    now: Date.now(),
    epoch: EPOCH,
    limits: LIMITS,
    ...more,
  });
