import assert from 'node:assert/strict';
import { receive } from '../../../src/gateway/socket/receive.ts';

const id = '01a20a57-d13b-7972-8438-62a8c37e5da3';
const said = (frame: unknown, isBinary = false) => {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return receive(Buffer.from(text), isBinary);
};
const refused = (frame: unknown, isBinary = false) => {
  const received = said(frame, isBinary);
  assert.ok('error' in received, 'was taken');
  return received.error;
};
const post = { type: 'post', id, room: 'lobby', text: 'hi' };

describe('receive a frame', () => {
  it('takes every command', () => {
    for (const frame of [
      post,
      { type: 'join', room: 'lobby' },
      { type: 'join', room: 'lobby', after: 7, epoch: 'e', last: 0 },
      { type: 'leave', room: 'lobby' },
      { type: 'history', id: 'h', room: 'lobby', before: 9, limit: 5 },
      { type: 'ping' },
    ]) {
      assert.ok('command' in said(frame), JSON.stringify(frame));
    }
  });

  it('says what to do about what is not JSON', () => {
    assert.equal(refused('{"type":').code, 'bad_json');
  });

  it('keeps nothing back of a newer command: what it does not know it names, to be sent to another gateway', () => {
    const error = refused({ ...post, until: 7, tone: 'low' });
    assert.equal(error.code, 'unsupported');
    assert.equal(error.id, id);
    assert.equal(error.retry, true);
    assert.ok((error.retryAfterMs ?? 0) > 0);
    assert.match(error.message, /until, tone/);
  });

  it('names the types it knows', () => {
    assert.match(
      refused({ type: 'shout' }).message,
      /join, leave, post, edit, delete, react, pin, rename, .*webhook, history, search, people, rooms, mine, bots, webhooks, secret, ping/,
    );
    assert.equal(refused([]).code, 'unknown_type');
    assert.equal(refused('null').code, 'unknown_type');
  });

  it('refuses wrong fields by name and repeats the id', () => {
    const cases: [object, RegExp][] = [
      [{ ...post, text: 7 }, /^text:/],
      [{ ...post, text: ' \n' }, /text: a message must not be empty/],
      [{ ...post, text: 'x'.repeat(4_097) }, /text: a message has at most 4096 characters/],
      [{ ...post, text: 'a\u0000b' }, /text: .*NUL/],
      [{ ...post, text: 'a\ud800b' }, /text: .*well-formed/],
      [{ ...post, room: 'A b' }, /room: a room name is/],
      [{ ...post, room: `a${'b'.repeat(64)}` }, /room: a room name is/],
      [{ ...post, extra: 1, text: 7 }, /extra/],
    ];
    for (const [frame, message] of cases) {
      const error = refused(frame);
      assert.equal(error.code, 'bad_frame');
      assert.equal(error.id, id);
      assert.match(error.message, message);
    }
    assert.match(refused({ ...post, id: 'x' }).message, /^id: .*UUIDv7/);
    assert.match(refused({ ...post, id: crypto.randomUUID() }).message, /^id: .*UUIDv7/);
  });

  it('refuses a join for more than a page', () => {
    const { code, room } = refused({ type: 'join', room: 'lobby', last: 201 });
    assert.deepEqual({ code, room }, { code: 'bad_frame', room: 'lobby' });
  });

  it('refuses binary frames and frames over the limit', () => {
    assert.equal(refused(post, true).code, 'bad_frame');
    assert.equal(refused('x'.repeat(32_769)).code, 'too_big');
  });
});
