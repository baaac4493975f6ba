// Frames as server-sent events: which of them say where a reader is, and none of them breaks a line.
import assert from 'node:assert/strict';
import { eventTextsOf, lastEvent } from '../../../src/gateway/api/event-text.ts';
import { encodeFrame, textsOf } from '../../../src/gateway/fanout/frame.ts';
import type { ServerFrame } from '../../../src/shared/wire/frames.ts';

const event = (seq: number, text: string, room?: string): ServerFrame => ({
  type: 'event',
  ...(room !== undefined && { room }),
  ...{ seq, at: '2026-11-27T00:00:00.000Z', event: 'MessagePosted' },
  ...{ user: { id: 'ada', name: 'Ada' }, id: 'x', data: { text } },
});
const textOf = (frame: ServerFrame) => eventTextsOf(encodeFrame(frame))[0]?.text ?? '';

describe('frames as server-sent events', () => {
  it('are read out of any number of frames, of any length', () => {
    const frames = [0, 10, 125, 126, 200, 65_535, 65_536, 70_000].map((length, n) =>
      event(n + 1, 'é'.repeat(length), 'lobby'),
    );
    const texts = textsOf(Buffer.concat(frames.map(encodeFrame)));
    assert.deepEqual(
      texts.map((text) => JSON.parse(text)),
      frames,
    );
    assert.deepEqual(textsOf(Buffer.alloc(0)), []);
  });

  it('say the sequence where it is a cursor, nothing where it is none, and take a void one back', () => {
    assert.match(textOf(event(7, 'hi', 'lobby')), /^id: 7\nevent: event\ndata: \{.*\}\n\n$/);
    assert.match(textOf({ type: 'live', room: 'lobby', seq: 9 }), /^id: 9\nevent: live\n/);
    assert.match(
      textOf({ type: 'reset', room: 'lobby', reason: 'ahead' }),
      /^id: \nevent: reset\n/,
    );
    for (const frame of [
      event(8, 'of nobody’s room'),
      { type: 'joined', room: 'lobby', head: 12 },
      { type: 'read', room: 'lobby', seq: 4 },
      { type: 'persisted', seq: 9 },
    ] as const) {
      assert.match(textOf(frame as ServerFrame), /^event: /);
    }
  });

  it('have one line of data, whatever is said', () => {
    const text = textOf(event(1, 'a\nb\r\nc\u2028d\n\nid: 99\n', 'lobby'));
    assert.equal(text.split('\n').filter((line) => line !== '').length, 3);
    assert.equal(text.includes('\r'), false);
  });

  it('are made once for everybody who is sent the same bytes', () => {
    const bytes = encodeFrame(event(1, 'hi', 'lobby'));
    assert.equal(eventTextsOf(bytes), eventTextsOf(bytes));
  });

  it('end with why, and when to come back', () => {
    assert.equal(
      lastEvent(1012, '{"retryAfterMs":5}', 5),
      'retry: 5\nevent: close\ndata: {"type":"close","code":1012,"reason":"{\\"retryAfterMs\\":5}","retryAfterMs":5}\n\n',
    );
    assert.doesNotMatch(lastEvent(4500, 'the token has expired', undefined), /retry/);
  });
});
