// Whoever erases has a connection of its own: without it everything else goes on, it is said that erasing waits, and what was
// deleted meanwhile is erased when it is there.
import assert from 'node:assert/strict';
import { historyReply } from '../../../src/chat/kernel/questions.ts';
import { newCredentials } from '../../../src/local/credentials.ts';
import { HISTORY_REQUEST } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { add, deleted, say } from '../../support/erasing.ts';
import { eventually } from '../../support/eventually.ts';
import { ask, becomes, health, metric } from '../../support/persister.ts';
import type { TestProgram } from '../../support/program.ts';

const SLOW = { deadlineMs: 20_000 };

describe('erasing, while NATS does not let it', function () {
  this.timeout(60_000);
  let chat: TestChat;
  beforeEach(async () => {
    chat = await startChat({ gateways: 0, persisters: 0 });
  });
  afterEach(() => chat?.stop());

  const textAt = async (seq: number) => {
    const [row] = await chat.database.sql('select data from event where seq = ?', [seq]);
    return row === undefined ? 'no row' : row['data'];
  };
  const owes = (program: TestProgram, count: number) =>
    eventually(
      async () => assert.equal(await metric(program.opsPort, 'chat_erasures_owed'), count),
      SLOW,
    );
  const deleteOne = async () => {
    const nc = await chat.nats.connect('gateway');
    const message = await say(nc, 'a secret that waits');
    await add(nc, deleted(message));
    return message.seq;
  };
  const says = (program: TestProgram, pattern: RegExp) =>
    eventually(() => assert.ok(program.log().some(({ msg }) => pattern.test(String(msg)))), SLOW);

  it('has no password: it waits, says so, and all else goes on; one with a password does it', async () => {
    const without = await chat.startPersister({ NATS_ERASER_PASSWORD: '' });
    const seq = await deleteOne();
    await owes(without, 1);
    await says(without, /NATS_ERASER_PASSWORD is not set/);
    await says(without, /erasing waits/);
    await becomes(without.opsPort, 200, { erasing: false });
    assert.deepEqual(await textAt(seq), { text: 'a secret that waits' });
    const other = await chat.startPersister();
    await eventually(async () => assert.equal(await textAt(seq), null), SLOW);
    await owes(other, 0);
    await owes(without, 0);
    const question = { room: 'lobby', before: seq + 2, limit: 10 };
    const page = await ask(chat, { subject: HISTORY_REQUEST, reply: historyReply, question });
    assert.ok('events' in page);
    assert.deepEqual(
      page.events.map(({ event }) => event.type),
      ['MessageDeleted'],
    );
    assert.equal((await health(other.opsPort, '/readyz')).body['erasing'], true);
  });

  it('is refused: it is tried until the server knows the user', async () => {
    const { eraser, ...others } = chat.nats.passwords;
    await chat.nats.restart({ ...others, eraser: newCredentials().nats.eraser });
    const persister = await chat.startPersister();
    const seq = await deleteOne();
    await says(persister, /NATS refuses the user that erases/);
    await owes(persister, 1);
    await chat.nats.restart({ ...others, eraser });
    await eventually(async () => assert.equal(await textAt(seq), null), SLOW);
    await owes(persister, 0);
  });
});
