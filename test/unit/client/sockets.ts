// Sockets without a network: they open, say and end what the test wants.
import type { SocketClass } from '../../../src/client/socket.ts';

export class Sockets {
  readonly opened: { frame: (frame: object) => void; close: (reason: string) => void }[] = [];

  get WebSocket(): SocketClass {
    const { opened } = this;
    return class {
      readonly listeners: Record<string, (event: never) => void> = {};
      constructor() {
        opened.push({
          frame: (frame) => this.say('message', { data: JSON.stringify(frame) }),
          close: (reason) => this.say('close', { code: 1012, reason }),
        });
      }
      addEventListener(type: string, listener: (event: never) => void): void {
        this.listeners[type] = listener;
      }
      say(type: string, event: object): void {
        this.listeners[type]?.(event as never);
      }
      send(): void {
        // Whatever the client says, the test answers by itself.
      }
      close(): void {
        // A dropped socket reports nothing.
      }
    };
  }
}
