import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { type ChatClient, connect } from '../../../src/client/client.ts';
import { timeOfId } from '../../../src/shared/ids.ts';
import { eventually } from '../../support/eventually.ts';
import { Sockets, welcome } from './sockets.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Nobody listens there: asking whether the session still holds ends at once. */
const NOWHERE = 'ws://127.0.0.1:9';

describe('a clock that is set while the client waits', () => {
  const timeOfDay = Date.now;
  let client: ChatClient;
  let sockets: Sockets;

  beforeEach(async () => {
    sockets = new Sockets();
    client = connect({ url: NOWHERE, token: 'a token', WebSocket: sockets.WebSocket });
    await eventually(() => assert.equal(sockets.opened.length, 1));
  });
  afterEach(() => {
    Date.now = timeOfDay;
    client.close();
  });
  const set = (byMs: number) => {
    Date.now = () => timeOfDay() + byMs;
  };
  const sendAway = (retryAfterMs: number) =>
    sockets.opened.at(-1)?.close(JSON.stringify({ retryAfterMs }));

  it('back does not hold up the next try to connect', async () => {
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    sendAway(100);
    set(-10 * MINUTE_MS);
    await eventually(() => assert.equal(sockets.opened.length, 2), { deadlineMs: 2_000 });
  });

  it('forward does not cut short the wait that a server asked for', async () => {
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    const from = performance.now();
    sendAway(300);
    set(DAY_MS);
    client.wake();
    await eventually(() => assert.equal(sockets.opened.length, 2), { deadlineMs: 2_000 });
    assert.ok(performance.now() - from >= 299, 'it came back sooner');
  });

  it('forward by a night’s sleep leaves no message with an id as old as the sleep', () => {
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    void client.join('lobby').catch(() => undefined);
    sendAway(60_000);
    set(8 * 60 * MINUTE_MS);
    const { id } = client.post('lobby', 'good morning');
    assert.ok(Math.abs(timeOfId(id) - Date.now()) < 1_000);
  });

  it('forward by a sleep before any server told the time leaves none either', () => {
    void client.join('lobby').catch(() => undefined);
    set(8 * 60 * MINUTE_MS);
    const { id } = client.post('lobby', 'good morning');
    assert.ok(Math.abs(timeOfId(id) - Date.now()) < 1_000);
  });

  it('leaves the ids with the server’s time where the wall’s clock was wrong all the time', () => {
    set(-DAY_MS);
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    void client.join('lobby').catch(() => undefined);
    sendAway(60_000);
    set(-DAY_MS + 60 * MINUTE_MS);
    const { id } = client.post('lobby', 'after an hour of sleep');
    assert.ok(Math.abs(timeOfId(id) - timeOfDay() - 60 * MINUTE_MS) < 1_000);
  });

  it('back, or to another year, leaves the ids alone also while there is no connection', () => {
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    void client.join('lobby').catch(() => undefined);
    sendAway(60_000);
    for (const byMs of [-10 * MINUTE_MS, 400 * DAY_MS]) {
      set(byMs);
      const { id } = client.post('lobby', 'hello');
      assert.ok(Math.abs(timeOfId(id) - timeOfDay()) < 1_000, `the id is off by ${byMs} ms`);
    }
  });

  it('leaves the ids of messages with the time that the server told', () => {
    welcome(sockets.opened.at(-1), { now: timeOfDay() });
    for (const byMs of [-10 * MINUTE_MS, DAY_MS]) {
      set(byMs);
      void client.join('lobby').catch(() => undefined);
      const { id } = client.post('lobby', 'hello');
      assert.ok(Math.abs(timeOfId(id) - timeOfDay()) < 1_000, `the id is off by ${byMs} ms`);
    }
  });
});
