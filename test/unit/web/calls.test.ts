import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isMessagePosted } from '../../../src/chat/message/view.ts';
import { directRoom } from '../../../src/chat/room/direct.ts';
import type { EventFrame } from '../../../src/shared/wire/frames.ts';
import { callOf, LATE_MS } from '../../../src/web/model/calls.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import {
  type Choices,
  DEFAULTS,
  type RoomChoice,
  withRoom,
} from '../../../src/web/model/choices.ts';
import { emptyRoom } from '../../../src/web/model/room.ts';
import { ADA, BOB, eventAt, NOON } from './events.ts';

const DIRECT = directRoom([ADA.id, BOB.id]);
const TO_ADA = { data: { text: '@Ada look', mentions: [ADA.id] } };

describe('a message that is told outside of the page', () => {
  const state = new StateHolder(ADA, []);
  state.addRooms([
    { ...emptyRoom('lobby'), readSeq: 5 },
    { ...emptyRoom(DIRECT), readSeq: 5 },
    emptyRoom('never-read'),
  ]);
  const on: Choices = { ...DEFAULTS, desktop: 'on' };
  const told = (
    more: Partial<EventFrame>,
    choices: Choices = on,
    when: { isLive: boolean; now: number } = { isLive: true, now: NOON },
  ) => {
    const event = eventAt(7, more);
    assert.ok(isMessagePosted(event));
    return callOf(event, { ...state.now, choices }, when);
  };
  const chosen = (room: string, choice: RoomChoice) => withRoom(on, room, choice);

  it('speaks to the person, or is said to them alone', () => {
    assert.deepEqual(told(TO_ADA), {
      room: 'lobby',
      seq: 7,
      title: 'Bob · #lobby',
      body: '@Ada look',
    });
    assert.equal(told({ room: DIRECT })?.title, 'Bob');
    assert.equal(told({}), undefined);
    assert.equal(told({ ...TO_ADA, user: ADA }), undefined, 'nothing of one’s own');
    assert.equal(told({ ...TO_ADA, room: 'elsewhere' }), undefined);
  });

  it('is one of a room that the person wants to hear of', () => {
    assert.ok(told({}, chosen('lobby', { level: 'all' })));
    assert.equal(told(TO_ADA, chosen('lobby', { level: 'nothing' })), undefined);
    assert.equal(told({ room: DIRECT }, chosen(DIRECT, { level: 'nothing' })), undefined);
    assert.equal(told(TO_ADA, chosen('lobby', { muted: true })), undefined);
    assert.equal(told(TO_ADA, DEFAULTS), undefined, 'nobody said yes');
    assert.equal(told(TO_ADA, { ...on, quietUntil: NOON + 1 }), undefined);
    assert.ok(told(TO_ADA, { ...on, quietUntil: NOON }), 'over');
  });

  it('was not read yet, nor there before the page was', () => {
    assert.equal(told({ ...TO_ADA, seq: 5 }), undefined);
    assert.equal(told({ ...TO_ADA, room: 'never-read' }), undefined);
    const at = NOON + 7_000;
    assert.ok(told(TO_ADA, on, { isLive: false, now: at + LATE_MS }));
    assert.equal(told(TO_ADA, on, { isLive: false, now: at + LATE_MS + 1 }), undefined);
  });
});
