// What all connections have in common: they are heard from, they end with their token, they are sent away (P8, P10).
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { type Client, createClients } from '../../../src/gateway/socket/clients.ts';

const HEARTBEAT_MS = 25_000;

function client(more: Partial<Client> = {}) {
  const told = { pings: 0, cuts: 0, closes: [] as { code: number; reason: string }[] };
  const it: Client = {
    expiresAt: Number.POSITIVE_INFINITY,
    heard: () => true,
    ping: () => void told.pings++,
    cut: () => void told.cuts++,
    drain: async () => undefined,
    close: (code, reason) => told.closes.push({ code, reason }),
    ...more,
  };
  return { it, told };
}

describe('clients, as time goes by', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }));
  afterEach(() => mock.timers.reset());
  const beat = () => mock.timers.tick(HEARTBEAT_MS);

  it('are pinged once a heartbeat, and not any more once they are gone', () => {
    const clients = createClients(HEARTBEAT_MS, 0);
    const many = Array.from({ length: 60 }, () => client());
    const leave = many.map(({ it }) => clients.add(it));
    const pings = () => new Set(many.map(({ told }) => told.pings));
    beat();
    assert.deepEqual([clients.size, pings()], [60, new Set([1])]);
    for (const gone of leave) gone();
    beat();
    assert.deepEqual([clients.size, pings()], [0, new Set([1])]);
    clients.stop();
  });

  it('are cut when they are silent, and told when their token has expired and a grace is over', () => {
    const clients = createClients(HEARTBEAT_MS, 60_000);
    const silent = client({ heard: () => false });
    const expired = client({ expiresAt: Date.now() - 60_001 });
    const graced = client({ expiresAt: Date.now() - 1_000 });
    for (const { it } of [silent, expired, graced]) clients.add(it);
    beat();
    assert.deepEqual([silent.told.cuts, silent.told.pings], [1, 0]);
    assert.deepEqual(
      expired.told.closes.map(({ code }) => code),
      [4500],
    );
    assert.deepEqual([graced.told.pings, graced.told.closes], [1, []]);
    clients.stop();
  });
});

describe('clients that are sent away', () => {
  it('are told to come back spread over a moment, and are all answered first', async () => {
    const clients = createClients(HEARTBEAT_MS, 0);
    let answered = 0;
    const many = Array.from({ length: 50 }, () => {
      const drain = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        assert.deepEqual(one.told.closes, []);
        answered += 1;
      };
      const one = client({ drain });
      return one;
    });
    for (const { it } of many) clients.add(it);
    await clients.drain(0);
    clients.stop();
    assert.equal(answered, 50);
    const closes = many.flatMap(({ told }) => told.closes);
    assert.deepEqual(new Set(closes.map(({ code }) => code)), new Set([1012]));
    const waits = closes.map(({ reason }) => Number(JSON.parse(reason).retryAfterMs));
    assert.equal(waits.length, 50);
    assert.ok(new Set(waits).size >= 40, `${new Set(waits).size} different ones`);
    assert.ok(Math.min(...waits) >= 0 && Math.max(...waits) <= 1_500, String(waits));
  });
});
