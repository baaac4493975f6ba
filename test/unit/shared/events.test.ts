import assert from 'node:assert/strict';
import { parseAckSubject } from '../../../src/shared/ack-subject.ts';
import {
  decodeEvent,
  encodeEvent,
  messagePostedEvent,
  type Upcaster,
} from '../../../src/shared/events.ts';
import { roomOf, roomSubject } from '../../../src/shared/subjects.ts';

const id = '01a20a57-d13b-7972-8438-62a8c37e5da3';
const event = messagePostedEvent({
  id,
  room: 'lobby',
  user: { id: 'u1', name: 'Ada' },
  text: 'Grüße 👋',
});
const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const reason = (payload: unknown, subject = 'chat.room.lobby') => {
  const reading = decodeEvent(subject, payload instanceof Uint8Array ? payload : bytes(payload));
  return reading.ok ? 'ok' : reading.reason;
};

describe('events', () => {
  it('reads what it writes', () => {
    assert.deepEqual(decodeEvent('chat.room.lobby', encodeEvent(event)), { ok: true, event });
  });

  it('tells why it does not understand an entry, whatever is in it', () => {
    assert.equal(reason('hello'), 'not_json');
    assert.equal(reason(''), 'not_json');
    assert.equal(reason(new Uint8Array([0xff, 0xfe])), 'not_json');
    assert.equal(reason('[]'), 'invalid');
    assert.equal(reason('null'), 'invalid');
    assert.equal(reason({ ...event, v: 99 }), 'unknown_version');
    assert.equal(reason({ ...event, v: '1' }), 'unknown_version');
    assert.equal(reason({ ...event, type: 'MessageSung' }), 'unknown_type');
    assert.equal(reason({ ...event, type: 'constructor' }), 'unknown_type');
    assert.equal(reason({ ...event, data: {} }), 'invalid');
    assert.equal(reason({ ...event, data: { text: 'a\u0000b' } }), 'invalid');
    assert.equal(reason({ ...event, user: { id: '', name: 'x' } }), 'invalid');
    assert.equal(reason(event, 'chat.room.other'), 'invalid');
    assert.equal(reason(event, 'chat.room.A B'), 'bad_subject');
    assert.equal(reason(event, 'elsewhere'), 'bad_subject');
  });

  it('lifts old versions step by step', () => {
    const upcasters = new Map<number, Upcaster>([
      [-1, ({ words, ...rest }) => ({ ...rest, text: words })],
      [0, ({ text, ...rest }) => ({ ...rest, data: { text } })],
    ]);
    const { data, ...rest } = event;
    const old = bytes({ ...rest, v: -1, words: data.text });
    assert.deepEqual(decodeEvent('chat.room.lobby', old, upcasters), { ok: true, event });
  });
});

describe('subjects', () => {
  it('encode a room and read it back', () => {
    assert.equal(roomOf(roomSubject('a_b-1')), 'a_b-1');
    assert.equal(roomOf('chat.room.'), undefined);
    assert.equal(roomOf('chat.room.a.b'), undefined);
  });
});

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
