// What an owner does about webhooks at the terminal.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ListedWebhook } from '../../../../src/shared/wire/objects.ts';
import { ME } from '../scripted.ts';
import { eachSitsWithOthers, last, type Sitting } from './sitting.ts';

const good: ListedWebhook = {
  id: '019b7d7e-0000-7000-8000-000000000001',
  url: 'https://example.org/hook\u001b[31m',
  events: ['message.posted', 'reaction.added', 'poll.opened'],
  state: 'on',
  by: ME,
};
const bad: ListedWebhook = {
  ...good,
  id: '019b7d7e-0000-7000-8000-000000000002',
  failing: { seq: 7, since: 0, attempts: 3, next: 1e15, error: 'it answered 500' },
  givenUp: { count: 120, last: [5, 6], at: 0, error: 'it answered 500' },
  again: [3],
};

describe('webhooks in the terminal chat', () => {
  let terminal: Sitting;
  eachSitsWithOthers((sitting) => {
    terminal = sitting;
  });
  const types = async (line: string, webhooks = [good, bad]) => {
    await terminal.type(line);
    await terminal.tell({ type: 'webhooks', id: terminal.lastId(), room: 'lobby', webhooks });
  };

  it('are listed with their numbers, and how it goes with each', async () => {
    await types('/webhooks');
    const said = terminal.rows().join('\n');
    assert.match(said, /1 https:\/\/example\.org\/hook.*Messages, Reactions, poll\.opened, by/);
    assert.match(said, /Everything is delivered\./);
    assert.match(said, /2 https:\/\/example\.org\/hook/);
    assert.match(said, /Nothing was delivered since .*: it answered 500\. Tried again at/s);
    assert.match(said, /One is being sent again\./);
    assert.match(
      said,
      /120 could not be delivered, and are not tried any more: it answered 500\. The\s+last 2 can be sent again\./,
    );
    assert.ok(!said.includes('\u001b[31m'), 'nothing but text');
    await types('/webhooks', []);
    assert.match(last(terminal).join(), /no program is told what happens here/);
  });

  it('are paused, go on, are sent again and removed by their number', async () => {
    for (const [line, act] of [
      ['pause 1', 'pause'],
      ['resume 2', 'resume'],
      ['skip 2', 'skip'],
      ['AGAIN 2', 'again'],
      ['remove 1', 'revoke'],
    ] as const) {
      await types(`/webhooks ${line}`);
      await terminal.stored();
      const { do: does, webhook } = terminal.sent('webhook').at(-1) ?? {};
      assert.deepEqual([does, webhook], [act, line.endsWith('1') ? good.id : bad.id]);
    }
    for (const line of ['pause', 'pause 3', 'break 1', 'pause one'])
      await types(`/webhooks ${line}`);
    // Of one that goes nothing waits.
    await types('/webhooks skip 1');
    assert.equal(terminal.sent('webhook').length, 5);
    assert.equal(terminal.sent('webhook').find(({ do: does }) => does === 'skip')?.seq, 7);
    assert.match(last(terminal).join(), /^!/);
  });
});
