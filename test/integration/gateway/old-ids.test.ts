// Old ids wait for the rows; new messages of the same client do not (P3, P5).
import assert from 'node:assert/strict';
import { LOOKUP_REQUEST, PROJECTION_QUEUE } from '../../../src/shared/subjects.ts';
import { startChat, type TestChat } from '../../support/chat.ts';
import { uuid7 } from '../../support/wire.ts';

const OLD = 6;
const AGE_MS = 90_000;

describe('gateway: old ids while nobody looks them up (P3, P5)', () => {
  let chat: TestChat;
  before(async () => {
    chat = await startChat({ persisters: 0 });
  });
  after(() => chat?.stop());

  it('lets new messages pass the old ones that wait', async () => {
    // Somebody takes the questions and says nothing, as a persister whose database hangs.
    const silent = await chat.nats.connect('persister');
    silent.subscribe(LOOKUP_REQUEST, { queue: PROJECTION_QUEUE });
    await silent.flush();
    const ada = await chat.join('Ada');
    await ada.join('lobby');
    const old = Array.from({ length: OLD }, () => uuid7(Date.now() - AGE_MS));
    for (const id of old) ada.send({ type: 'post', id, room: 'lobby', text: 'an old one' });
    const answer = await ada.post('lobby', 'a new one');
    assert.equal(answer.type, 'ack');
    const answered = () => ada.frames.filter(({ id }) => old.includes(String(id)));
    assert.deepEqual(answered(), [], 'nobody could say yet');
    for (const id of old) {
      const error = await ada.waitFor((frame) => frame['id'] === id);
      assert.deepEqual([error['code'], error['retry']], ['unavailable', true]);
    }
    await ada.close();
    await silent.close();
  });
});
