// A gateway as a target for many raw clients, and what it says about itself.
import type { TestChat } from '../support/chat.ts';
import type { TestProgram } from '../support/program.ts';
import type { Target } from './sockets.ts';

/** One guest may not enter a room ten thousand times at once. */
const GUESTS = 200;

/** Every client joins `room` from now on, as one of many guests. */
export async function gatewayTarget(chat: TestChat, room: string): Promise<Target> {
  const guests = await Promise.all(
    Array.from({ length: GUESTS }, (_, i) => chat.session(`Crowd ${i}`)),
  );
  return {
    port: Number(new URL(String(chat.urls()[0])).port),
    path: '/ws',
    headers: guests.map(({ token }) => ({ Authorization: `Bearer ${token}` })),
    hello: [JSON.stringify({ type: 'join', room, last: 0 })],
    ready: '{"type":"live"',
    refused: '{"type":"error"',
    counted: '{"type":"event"',
  };
}

/**
 * The longest the gateway's event loop stood still since this was last asked, milliseconds. Its histogram counts
 * the period of its own timer as well, which is taken off.
 */
export async function worstStallMs({ opsPort }: TestProgram): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
  const seconds = /^nodejs_eventloop_lag_max_seconds\{[^}]*\} (\S+)$/m.exec(text)?.[1];
  return Number(seconds) * 1_000 - LAG_TIMER_MS;
}

/** prom-client's default `eventLoopMonitoringPrecision`. */
const LAG_TIMER_MS = 10;
