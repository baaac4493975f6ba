// How long a message takes from one person's socket through the log to another person's on the other gateway,
// beside a bare NATS round trip in the same run, at three rates.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import type { TestChat } from '../support/chat.ts';
import { uuid7, type WireClient } from '../support/wire.ts';
import { waitedSeconds } from './cpu.ts';
import { quantile, say } from './figures.ts';
import { withChat } from './with-chat.ts';

const RATES = [50, 200, 1_000];
const SECONDS = 5;
/** One person's messages are stored one after the other; a busy room has several people. */
const WRITERS = 10;
const FAST = { POST_RATE: '100000', POST_BURST: '100000' };

await withChat({ gateways: 2, env: FAST }, async (chat) => {
  const reader = await chat.join('Grace', 1);
  await reader.join('lobby', { last: 0 });
  const writers = await Promise.all(Array.from({ length: WRITERS }, (_, i) => writer(chat, i)));
  say('one message, socket to socket over two gateways; milliseconds');
  await messages(writers, reader, 200);
  for (const rate of RATES) {
    const bare = await bareRoundTrips(chat, rate);
    const waitedBefore = waited(chat);
    const whole = await messages(writers, reader, rate);
    const share = ((waited(chat) - waitedBefore) / chat.gateways.length / SECONDS) * 100;
    say(
      `  ${String(rate).padStart(4)} a second   chat ${line(whole)}   bare NATS ${line(bare)}   ` +
        `the gateways waited for a core ${share.toFixed(1)} % of the time`,
    );
  }
  for (const client of [...writers, reader]) await client.close();
});

/** Hears nothing any more: reading what everybody wrote would slow this process, not the chat. */
async function writer(chat: TestChat, i: number): Promise<WireClient> {
  const client = await chat.join(`Writer ${i}`, 0);
  await client.join('lobby', { last: 0 });
  client.socket.removeAllListeners('message');
  return client;
}

function waited({ gateways }: TestChat): number {
  return gateways.reduce((sum, { pid }) => sum + waitedSeconds(pid), 0);
}

function line(samples: number[]): string {
  return `p50 ${quantile(samples, 0.5).toFixed(2)}  p99 ${quantile(samples, 0.99).toFixed(2)}`;
}

async function messages(writers: WireClient[], to: WireClient, rate: number): Promise<number[]> {
  const sent = new Map<string, number>();
  const samples: number[] = [];
  const heard = (data: unknown) => {
    const { data: content } = JSON.parse(String(data)) as { data?: { text?: string } };
    const at = sent.get(content?.text ?? '');
    if (at !== undefined) samples.push(performance.now() - at);
  };
  to.socket.on('message', heard);
  await atRate(rate, (i) => {
    const text = `${rate} a second, number ${i}`;
    sent.set(text, performance.now());
    writers[i % WRITERS]?.send({ type: 'post', id: uuid7(), room: 'lobby', text });
  });
  to.socket.off('message', heard);
  if (samples.length < sent.size) throw new Error(`${sent.size - samples.length} did not arrive`);
  return samples;
}

async function bareRoundTrips({ nats }: TestChat, rate: number): Promise<number[]> {
  const [from, to]: [NatsConnection, NatsConnection] = [
    await nats.connect('gateway'),
    await nats.connect('operator'),
  ];
  const samples: number[] = [];
  const decoder = new TextDecoder();
  to.subscribe('chat.room.bare.message', {
    callback: (_, { data }) => samples.push(performance.now() - Number(decoder.decode(data))),
  });
  await to.flush();
  await atRate(rate, () => from.publish('chat.room.bare.message', String(performance.now())));
  await from.close();
  await to.close();
  return samples;
}

/** Evenly over SECONDS, open loop; then a moment for the last ones. */
async function atRate(rate: number, act: (i: number) => void): Promise<void> {
  const started = performance.now();
  for (let i = 0; i < rate * SECONDS; i++) {
    const wait = started + (i / rate) * 1_000 - performance.now();
    if (wait >= 1) await sleep(wait);
    act(i);
  }
  await sleep(500);
}
