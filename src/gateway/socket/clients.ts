// All open connections: their heartbeats, the end of their tokens, and how they are sent away when the
// gateway stops. Work over all of them is spread, so that ten thousand sockets never stall the loop.
import { setTimeout as sleep } from 'node:timers/promises';
import { CloseCode } from '../../shared/wire/codes.ts';
import { comeBackIn } from '../refusal.ts';

export interface Client {
  readonly expiresAt: number;
  /** Sends a WebSocket ping. */
  ping: () => void;
  /** Whether anything came from the client since the last call. */
  heard: () => boolean;
  /** Cuts the connection without a word: nobody is listening. */
  cut: () => void;
  /** Answers what was taken, takes nothing more. */
  drain: () => Promise<void>;
  close: (code: CloseCode, reason: string) => void;
}

export interface Clients {
  /** Gives the way out of it. */
  add: (client: Client) => () => void;
  readonly size: number;
  /** Closes everybody in slices over `overMs`, each told when to come back. */
  drain: (overMs: number) => Promise<void>;
  stop: () => void;
}

/** One heartbeat period is cut into this many ticks, each serving its share of the clients. */
const TICKS = 25;
const SLICES = 20;
/** How long a client's last answers may take before it is closed anyway. */
const ANSWER_MS = 3_000;
/** Clients come back spread over this long after their close, on top of the slices. */
const COME_BACK_MS = 1_500;

export function createClients(heartbeatMs: number, expiryGraceMs: number): Clients {
  const shares = Array.from({ length: TICKS }, () => new Set<Client>());
  const all = new Set<Client>();
  let tick = 0;
  let next = 0;

  const beat = () => {
    const now = Date.now();
    for (const client of shares[tick] ?? []) {
      if (now > client.expiresAt + expiryGraceMs) {
        client.close(CloseCode.unauthorized, 'the token has expired: get a new one');
      } else if (!client.heard()) client.cut();
      else client.ping();
    }
    tick = (tick + 1) % TICKS;
  };
  const timer = setInterval(beat, heartbeatMs / TICKS);

  return {
    add: (client) => {
      const share = shares[next] ?? new Set();
      next = (next + 1) % TICKS;
      share.add(client);
      all.add(client);
      return () => {
        share.delete(client);
        all.delete(client);
      };
    },
    get size() {
      return all.size;
    },
    drain: async (overMs) => {
      const leaving = [...all];
      const slice = Math.ceil(leaving.length / SLICES);
      for (let from = 0; from < leaving.length; from += slice) {
        await Promise.all(leaving.slice(from, from + slice).map(sendAway));
        if (from + slice < leaving.length) await sleep(overMs / SLICES);
      }
    },
    stop: () => clearInterval(timer),
  };
}

async function sendAway(client: Client): Promise<void> {
  await Promise.race([client.drain(), sleep(ANSWER_MS)]);
  client.close(CloseCode.restart, comeBackIn(Math.round(Math.random() * COME_BACK_MS)));
}
