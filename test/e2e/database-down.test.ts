import assert from 'node:assert/strict';
import { FAST, startChat, type TestChat } from '../support/chat.ts';
import { type Crowd, gather } from '../support/crowd.ts';
import { eventually } from '../support/eventually.ts';
import { logCount, rowSequences } from '../support/log.ts';

describe('promise: the database may be down (P5)', () => {
  let chat: TestChat;
  let crowd: Crowd;
  const sequences: number[] = [];
  before(async () => {
    chat = await startChat({ gateways: 2, env: FAST, ownPostgres: true });
    crowd = await gather(chat, 4, 'lobby');
    sequences.push(...(await crowd.post('lobby', 20)));
    await eventually(async () => assert.equal((await rowSequences(chat)).length, 80));
    await chat.postgres?.stop();
  });
  after(async () => {
    crowd?.close();
    await chat?.stop();
  });

  const status = async (port: number | undefined, path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).status;

  it('lets people go on chatting', async () => {
    sequences.push(...(await crowd.post('lobby', 100)));
    await crowd.assertAllSaw('lobby', sequences);
  });

  it('leaves gateways ready and everything alive', async () => {
    const [persister] = chat.persisters;
    await eventually(async () => assert.equal(await status(persister?.opsPort, '/readyz'), 503), {
      deadlineMs: 15_000,
    });
    assert.equal(await status(persister?.opsPort, '/livez'), 200);
    for (const { opsPort } of chat.gateways) assert.equal(await status(opsPort, '/readyz'), 200);
  });

  it('says that history is not to be had now, and that it may be asked again', async () => {
    const wire = await chat.join('Reader');
    await wire.join('lobby', { last: 0 });
    wire.send({ type: 'history', id: 'h', room: 'lobby', before: 100, limit: 10 });
    const error = await wire.waitFor((frame) => frame['id'] === 'h');
    assert.equal(error['code'], 'unavailable');
    assert.equal(error['retry'], true);
    await wire.close();
  });

  it('says the same of a search', async () => {
    const wire = await chat.join('Reader');
    wire.send({ type: 'search', id: 's', query: 'hello' });
    const error = await wire.waitFor((frame) => frame['id'] === 's');
    assert.deepEqual([error['code'], error['retry']], ['unavailable', true]);
    await wire.close();
  });

  it('lets a newcomer in with the latest messages', async () => {
    const wire = await chat.join('Newcomer', 1);
    const frames = await wire.join('lobby', { last: 30 });
    assert.equal(frames.filter(({ type }) => type === 'event').length, 30);
    await wire.close();
  });

  it('has every row, once, when it is back', async () => {
    await chat.postgres?.start();
    await eventually(async () => assert.deepEqual(await rowSequences(chat), sequences), {
      deadlineMs: 30_000,
    });
    assert.equal(await logCount(chat), sequences.length);
  });
});
