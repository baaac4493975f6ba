// Idle people beside the ones who talk: how long each was away when something was taken from under them.
import { type ChatClient, connect } from '../../src/client/client.ts';
import { openSession } from '../support/chat.ts';
import { eventually } from '../support/eventually.ts';

export interface Idlers {
  /** Milliseconds of every loss of a connection so far; forgotten on reading. */
  outages: () => number[];
  /** How many are connected now. */
  live: () => number;
  close: () => void;
}

export async function idle(url: string, count: number, room: string): Promise<Idlers> {
  let outages: number[] = [];
  const live = new Set<ChatClient>();
  const clients: ChatClient[] = [];
  for (let opened = 0; opened < count; opened += 25) {
    // A gateway lets one person have 40 connections.
    const { token } = await eventually(() => openSession(url, `Idler ${opened}`));
    const some = Array.from({ length: Math.min(25, count - opened) }, async () => {
      const client = connect({ url: [url], token });
      clients.push(client);
      let lostAt: number | undefined;
      client.on('state', ({ state }) => {
        if (state === 'live') {
          live.add(client);
          if (lostAt !== undefined) outages.push(performance.now() - lostAt);
          lostAt = undefined;
        } else {
          live.delete(client);
          lostAt ??= performance.now();
        }
      });
      await client.join(room, { last: 0 });
    });
    await Promise.all(some);
  }
  return {
    outages: () => {
      const seen = outages;
      outages = [];
      return seen;
    },
    live: () => live.size,
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
