import assert from 'node:assert/strict';
import { parseAckSubject } from '../../../src/shared/ack-subject.ts';

describe('ack subject', () => {
  const place = '2.17.5.1795469857089999999.3';
  const expected = {
    deliveries: 2,
    streamSequence: 17,
    consumerSequence: 5,
    at: '2026-11-23T21:37:37.089Z',
    pending: 3,
  };

  it('is read in both forms, nanoseconds cut to milliseconds', () => {
    assert.deepEqual(parseAckSubject(`$JS.ACK.CHAT.c.${place}`), expected);
    assert.deepEqual(parseAckSubject(`$JS.ACK._.hash.CHAT.c.${place}.token`), expected);
  });

  it('is not guessed from anything else', () => {
    assert.throws(() => parseAckSubject('_INBOX.x'), /not a consumer/);
    assert.throws(() => parseAckSubject(''), /not a consumer/);
  });
});
