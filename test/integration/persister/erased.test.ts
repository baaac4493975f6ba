// A message was deleted, and what it said is taken out of the log: what the proof calls what is left of it, and that rows made
// anew are the same (P3, P6).
import assert from 'node:assert/strict';
import { headers } from 'nats';
import { makeFact } from '../../../src/chat/kernel/fact.ts';
import { lookupReply } from '../../../src/chat/kernel/questions.ts';
import { changeSubject } from '../../../src/chat/kernel/subjects.ts';
import { messageDeleted, messageEdited } from '../../../src/chat/message/facts.ts';
import { reactionAdded } from '../../../src/chat/reaction/facts.ts';
import { LOOKUP_REQUEST, STREAM } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { encodeFact } from '../../support/facts.ts';
import { changeLog } from '../../support/log.ts';
import { ADA, ask, logInfo, post } from '../../support/persister.ts';
import { runProgram } from '../../support/program.ts';
import { allRows, rowsOfLog } from '../../support/rows.ts';
import { assertRowsAreTheLog, verifyStores } from '../../support/verify.ts';
import { uuid7 } from '../../support/wire.ts';

const SLOW = { deadlineMs: 20_000 };
const room = 'lobby';

describe('a deleted message whose post and edit the log erased', function () {
  this.timeout(60_000);
  let chat: TestChat;
  const id = uuid7();

  before(async () => {
    // Nobody erases here: the entries go by themselves, and the rows stay as they are.
    chat = await startChat({ gateways: 0, env: { NATS_ERASER_PASSWORD: '' } });
    await changeLog(chat, { allow_msg_ttl: true });
    const nc = await chat.nats.connect('gateway');
    const js = nc.jetstream();
    const soonGone = headers();
    soonGone.set('Nats-TTL', '3s');
    const change = (fact: Parameters<typeof encodeFact>[0], isGone = false) =>
      js.publish(changeSubject(room), encodeFact(fact), isGone ? { headers: soonGone } : {});
    const other = post('stays');
    await js.publish(other.subject, other.payload);
    const { subject, payload } = post('goes', { id });
    const { seq } = await js.publish(subject, payload, { headers: soonGone });
    const target = { seq, id, user: ADA, at: await timeOf(seq) };
    const about = () => ({ id: uuid7(), room, user: ADA });
    await change(makeFact(messageEdited, { ...about(), data: { target, text: 'gone' } }), true);
    await change(makeFact(reactionAdded, { ...about(), data: { target, emoji: '👍' } }));
    await change(makeFact(messageDeleted, { ...about(), data: { target } }));
    await nc.close();
    await assertRowsAreTheLog(chat);
    await eventually(async () => {
      const { state } = await logInfo(chat);
      assert.equal(state.messages, 3);
    }, SLOW);
  });
  after(() => chat?.stop());

  async function timeOf(seq: number): Promise<string> {
    const nc = await chat.nats.connect('operator');
    const jsm = await nc.jetstreamManager({ checkAPI: false });
    const { time } = await jsm.streams.getMessage(STREAM, { seq });
    await nc.close();
    return new Date(time).toISOString();
  }
  const found = async () =>
    (await verifyStores(chat, { looksAgainMs: 50 })).differences.map(({ kind, seq, table }) =>
      [kind, seq, table].join(' '),
    );

  it('is no difference, also where its events still say it: whoever erases may be away', async () => {
    assert.deepEqual(await found(), []);
  });

  it('is one where nobody deleted that message', async () => {
    await chat.database.sql(`update event set client_id = gen_random_uuid() where seq = 2`);
    assert.ok((await found()).includes('erased 2 event'));
    await chat.database.sql('update event set client_id = ? where seq = 2', [id]);
  });

  it('is what the log says, once its events are emptied', async () => {
    await chat.database.sql(`update event set data = 'null' where seq in (2, 3)`);
    assert.deepEqual(await found(), []);
    const [row] = await chat.database.sql('select text, deleted_seq from message where seq = 2');
    assert.deepEqual({ ...row }, { text: null, deleted_seq: '5' });
  });

  it('is called another one, where what is left of it is changed', async () => {
    await chat.database.sql(`update message set user_name = 'Eve' where seq = 2`);
    assert.deepEqual(await found(), ['different 5 message']);
    await chat.database.sql(`update message set user_name = 'Ada' where seq = 2`);
  });

  it('is the same in rows made anew, and its id stays used', async () => {
    await runProgram('rebuild', { ...chat.env.provision, LOG_LEVEL: 'warn' });
    assert.deepEqual(await found(), []);
    assert.deepEqual(await allRows(chat.database), await rowsOfLog(chat));
    const [row] = await chat.database.sql('select text, deleted_seq from message where seq = 2');
    assert.deepEqual({ ...row }, { text: null, deleted_seq: '5' });
    const question = { userId: ADA.id, clientId: id, atLeast: 5 };
    const said = await ask(chat, { subject: LOOKUP_REQUEST, reply: lookupReply, question });
    assert.deepEqual(said, { found: { seq: 2, room } });
  });
});
