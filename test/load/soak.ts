// The promises at full size, with figures: 5,000 messages sent again and again to two gateways (also after five
// minutes), every program killed under load, Postgres away for a minute. About eight minutes; `make soak`.
// Bounded in count and time, loopback only. Prints one line a finding and exits 1 when a promise is broken.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChat, type TestChat } from '../support/chat.ts';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { assertNothingLeft } from '../support/leaks.ts';
import { logCount, rowSequences } from '../support/log.ts';
import { disposeSharedPostgres } from '../support/postgres.ts';
import { connectWire, type Frame, uuid7, type WireClient } from '../support/wire.ts';

const CLIENTS = 8;
const MESSAGES = 5_000;
const IN_FLIGHT = 16;
const LATER_MS = Number(process.env['LATER_MS'] ?? 300_000);
const DOWN_MS = Number(process.env['DOWN_MS'] ?? 60_000);
const FAST = { POST_RATE: '100000', POST_BURST: '100000' };

const say = (line: string) => process.stdout.write(`${line}\n`);
const seqsOf = (frames: readonly Frame[]) => frames.map(({ seq }) => Number(seq));

await once();
await kills();
await databaseDown();
await disposeSharedPostgres();
await assertNothingLeft();
say('every promise held, and nothing is left behind');

interface Sender {
  /** The same user on both gateways. */
  wires: WireClient[];
  ids: string[];
  seqs: Map<string, number>;
}

async function once(): Promise<void> {
  const chat = await startChat({ gateways: 2, env: FAST, ownPostgres: true });
  const senders = await Promise.all(
    Array.from({ length: CLIENTS }, (_, i) => openSender(chat, `Sender ${i + 1}`)),
  );
  const started = performance.now();
  await Promise.all(senders.map((sender) => sendAll(sender, MESSAGES / CLIENTS)));
  const seconds = (performance.now() - started) / 1_000;
  const sequences = senders.flatMap(({ seqs }) => [...seqs.values()]).sort((a, b) => a - b);
  assert.equal(new Set(sequences).size, MESSAGES);
  assert.equal(await logCount(chat), MESSAGES);
  say(`once: ${MESSAGES} messages, a third sent twice at once: ${seconds.toFixed(1)} s`);

  await sleep(LATER_MS);
  let again = 0;
  for (const { wires, ids, seqs } of senders) {
    for (const id of ids.filter((_, i) => i % 10 === 0)) {
      const wire = wires[again % 2] ?? assert.fail();
      const answer = await wire.post('lobby', `text of ${id}`, id);
      assert.deepEqual(
        [answer.type, answer['seq'], answer['duplicate']],
        ['ack', seqs.get(id), true],
      );
      again += 1;
    }
  }
  assert.equal(await logCount(chat), MESSAGES);
  await eventually(async () => assert.deepEqual(await rowSequences(chat), sequences), {
    deadlineMs: 60_000,
  });
  for (const { wires } of senders) {
    for (const wire of wires) assert.deepEqual(seqsOf(wire.events('lobby')), sequences);
  }
  say(`once: ${again} of them again after ${LATER_MS / 1_000} s: the same sequences, no new event`);
  say(`once: ${sequences.length} sequences, ${MESSAGES} rows, one order at ${2 * CLIENTS} sockets`);
  await Promise.all(senders.flatMap(({ wires }) => wires.map((wire) => wire.close())));
  await chat.stop();
}

async function openSender(chat: TestChat, name: string): Promise<Sender> {
  const { token } = await chat.session(name);
  const wires = await Promise.all(chat.socketUrls().map((url) => connectWire(url, { token })));
  for (const wire of wires) await wire.join('lobby', { last: 0 });
  return { wires, ids: [], seqs: new Map() };
}

async function sendAll({ wires, ids, seqs }: Sender, count: number): Promise<void> {
  const [first = assert.fail(), second = assert.fail()] = wires;
  for (let i = 0; i < count; i += IN_FLIGHT) {
    const batch = Array.from({ length: Math.min(IN_FLIGHT, count - i) }, async (_, n) => {
      const id = uuid7();
      ids.push(id);
      const twice = (i + n) % 3 === 0;
      const sockets = twice ? [first, second] : [(i + n) % 2 === 0 ? first : second];
      const answers = await Promise.all(
        sockets.map((wire) => wire.post('lobby', `text of ${id}`, id)),
      );
      for (const answer of answers) assert.equal(answer.type, 'ack', JSON.stringify(answer));
      assert.equal(new Set(seqsOf(answers)).size, 1);
      seqs.set(id, Number(answers[0]?.['seq']));
    });
    await Promise.all(batch);
  }
}

async function kills(): Promise<void> {
  const chat = await startChat({ gateways: 2, env: FAST });
  const crowd = await gather(chat, CLIENTS, 'lobby');
  const outages = watchOutages(crowd);
  const sequences: number[] = [];
  const round = async (what: string, kill: () => Promise<void>) => {
    outages.length = 0;
    const posting = crowd.post('lobby', 250);
    await eventually(() => assert.ok((crowd.people[0]?.seen.length ?? 0) > sequences.length + 300));
    await kill();
    sequences.push(...(await posting));
    await crowd.assertAllSaw('lobby', sequences, 60_000);
    assert.equal(new Set(sequences).size, sequences.length);
    assert.equal(await logCount(chat), sequences.length);
    const worst =
      outages.length === 0 ? 'nobody disconnected' : `${Math.max(...outages)} ms at most`;
    say(`${what} killed: 0 lost, 0 twice of ${CLIENTS * 250}; clients away: ${worst}`);
  };
  const first = chat.gateways[0] ?? assert.fail();
  await round('gateway', () => first.kill9());
  await chat.startGateway({ PORT: String(first.port) });
  await round('NATS', async () => {
    await chat.nats.kill9();
    await chat.nats.restart();
  });
  await round('persister', async () => {
    await chat.persisters[0]?.kill9();
    await chat.startPersister();
  });
  await eventually(async () => assert.deepEqual(await rowSequences(chat), sequences), {
    deadlineMs: 60_000,
  });
  say(`rows after the kills: ${sequences.length}, each once`);
  crowd.close();
  await chat.stop();
}

/** How long each loss of a connection lasted for a client, milliseconds. */
function watchOutages(crowd: Crowd): number[] {
  const outages: number[] = [];
  for (const { client } of crowd.people) {
    let lostAt: number | undefined;
    client.on('state', ({ state }) => {
      if (state === 'connecting') lostAt ??= performance.now();
      else if (state === 'live' && lostAt !== undefined) {
        outages.push(Math.round(performance.now() - lostAt));
        lostAt = undefined;
      }
    });
  }
  return outages;
}

async function databaseDown(): Promise<void> {
  const chat = await startChat({ gateways: 2, env: FAST, ownPostgres: true });
  const wire = await chat.join('Ada');
  await wire.join('lobby', { last: 0 });
  const up = await latencies(wire, DOWN_MS / 4);
  await chat.postgres?.stop();
  const down = await latencies(wire, DOWN_MS);
  await chat.postgres?.start();
  const started = performance.now();
  const entries = await logCount(chat);
  await eventually(async () => assert.equal((await rowSequences(chat)).length, entries), {
    deadlineMs: 60_000,
  });
  const caughtUp = ((performance.now() - started) / 1_000).toFixed(1);
  say(`Postgres up:   post to ack p50 ${up.p50} ms, p99 ${up.p99} ms (${up.count} posts)`);
  say(`Postgres away: post to ack p50 ${down.p50} ms, p99 ${down.p99} ms (${down.count} posts)`);
  say(
    `rows caught up ${caughtUp} s after Postgres was back: ${entries} in the log, ${entries} rows`,
  );
  await wire.close();
  await chat.stop();
}

async function latencies(wire: WireClient, forMs: number) {
  const samples: number[] = [];
  const end = performance.now() + forMs;
  while (performance.now() < end) {
    const from = performance.now();
    const answer: Frame = await wire.post('lobby', 'how long?');
    assert.equal(answer.type, 'ack');
    samples.push(performance.now() - from);
    await sleep(10);
  }
  samples.sort((a, b) => a - b);
  const at = (share: number) => (samples[Math.floor(samples.length * share)] ?? 0).toFixed(1);
  return { count: samples.length, p50: at(0.5), p99: at(0.99) };
}
