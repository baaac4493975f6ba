// What waits for many clients together is bounded: those with the most go, and nobody who reads (P8).
import assert from 'node:assert/strict';
import { OutboxBudget } from '../../../src/gateway/fanout/outbox-budget.ts';
import { outboxOf, recorder } from './recorder.ts';

describe('outbox budget', () => {
  const budget = new OutboxBudget(100_000);
  const WRITE = 800;
  const client = (user: string, address = 'a') => {
    const { state, socket, drain } = recorder();
    return { state, drain, outbox: outboxOf(socket, 1e6, { budget, user, address }) };
  };
  type Client = ReturnType<typeof client>;
  const holds = ({ outbox }: Client, bytes: number) => outbox.answer(Buffer.alloc(bytes - WRITE));
  const open = (clients: Client[]) => clients.map(({ state }) => state.open);
  const end = (clients: Client[]) => {
    for (const { outbox } of clients) outbox.closed();
    assert.equal(budget.bytes, 0);
  };

  it('closes who holds the most until a quarter is free, and counts who read meanwhile anew', () => {
    const clients = ['most', 'more', 'some', 'reader'].map((user) => client(user));
    const [most, more, some, reader] = clients as [Client, Client, Client, Client];
    holds(reader, 60_000);
    reader.drain();
    holds(some, 9_000);
    holds(more, 30_000);
    assert.equal(budget.bytes, 99_000, 'nobody looked since it was read');
    holds(most, 50_000);
    assert.equal(budget.bytes, 89_000);
    holds(some, 15_000);
    assert.deepEqual(open(clients), [false, true, true, true]);
    assert.equal(most.state.code, 4008);
    assert.equal(budget.bytes, 54_000);
    end(clients);
  });

  it('of an address that holds more than others, and of its user who does', () => {
    const hoard = Array.from({ length: 6 }, () => client('eve', 'b'));
    const [neighbour, slow] = [client('bob', 'b'), client('ada', 'a')];
    holds(slow, 30_000);
    holds(neighbour, 12_000);
    for (const one of hoard) holds(one, 11_000);
    assert.equal(hoard.filter(({ state }) => !state.open).length, 3);
    assert.deepEqual(open([neighbour, slow]), [true, true]);
    end([...hoard, neighbour, slow]);
  });

  it('of an address also where each of its users holds little', () => {
    const swarm = Array.from({ length: 8 }, (_, i) => client(`eve ${i}`, 'b'));
    const slow = client('ada', 'a');
    holds(slow, 30_000);
    for (const one of swarm) holds(one, 9_000);
    assert.equal(slow.state.open, true);
    assert.equal(swarm.filter(({ state }) => !state.open).length, 3);
    end([...swarm, slow]);
  });

  it('counts of a frame that many are sent their part of it, and what its write takes', () => {
    const one = client('u');
    for (let i = 0; i < 10; i++) one.outbox.send(Buffer.alloc(1_000), 10);
    assert.equal(budget.bytes, 10 * (100 + WRITE));
    end([one]);
  });

  it('takes what was read off in its share', () => {
    const { state, socket } = recorder();
    const outbox = outboxOf(socket, 1e6, { budget });
    for (let i = 0; i < 10; i++) outbox.send(Buffer.alloc(200), 1);
    state.waiting = 500;
    outbox.recount();
    assert.equal(outbox.held, 2_500);
    outbox.closed();
  });
});
