import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { directRoom } from '../../../src/chat/room/direct.ts';
import {
  attentionOf,
  attentionWords,
  pictureOf,
  titleOf,
} from '../../../src/web/model/attention.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import { withRoom } from '../../../src/web/model/choices.ts';
import { ADA, eventsOf, roomOf } from './events.ts';

const decoded = (picture: string | undefined) => decodeURIComponent(picture ?? '');

describe('what the tab tells', () => {
  it('is in how many rooms something is new, and how often one is spoken to', () => {
    const state = new StateHolder(ADA, []);
    const spoken = roomOf(eventsOf(1, 3), { readSeq: 0 });
    const messages = spoken.view.messages.map((message) => ({ ...message, mentions: [ADA.id] }));
    state.addRooms([
      { ...roomOf(eventsOf(1, 9), { readSeq: 0 }), name: 'news' },
      { ...roomOf(eventsOf(1, 9), { readSeq: 9 }), name: 'done' },
      { ...spoken, name: 'lobby', view: { ...spoken.view, messages } },
    ]);
    assert.deepEqual(attentionOf(state.now), { rooms: 2, mentions: 3 });
    assert.deepEqual(attentionOf(state.now, 'lobby'), { rooms: 1, mentions: 0 });
  });

  it('counts a muted room only where one is spoken to, and every message of a conversation', () => {
    const state = new StateHolder(ADA, []);
    const name = directRoom([ADA.id, 'guest-bob']);
    state.addRooms([
      { ...roomOf(eventsOf(1, 9), { readSeq: 0 }), name: 'news' },
      { ...roomOf(eventsOf(1, 2), { readSeq: 0 }), name },
    ]);
    state.set({ choices: withRoom(state.now.choices, 'news', { muted: true }) });
    assert.deepEqual(attentionOf(state.now), { rooms: 1, mentions: 2 });
  });

  it('stands in its title: mentions before rooms, nothing where nothing is new', () => {
    assert.equal(titleOf('#lobby', { rooms: 0, mentions: 0 }), '#lobby · ChatK8S');
    assert.equal(titleOf('#lobby', { rooms: 2, mentions: 0 }), '(2) #lobby · ChatK8S');
    assert.equal(titleOf('#lobby', { rooms: 2, mentions: 3 }), '(@3) #lobby · ChatK8S');
    assert.equal(titleOf(undefined, { rooms: 1, mentions: 0 }), '(1) ChatK8S');
  });

  it('stands on its picture, as an image that is well-formed', () => {
    assert.equal(pictureOf({ rooms: 0, mentions: 0 }), undefined);
    assert.match(decoded(pictureOf({ rooms: 4, mentions: 0 })), /#1b7a55.*>4<\/text><\/svg>$/);
    assert.match(decoded(pictureOf({ rooms: 4, mentions: 12 })), /#b3261e.*>9\+<\/text><\/svg>$/);
  });

  it('is said in words', () => {
    assert.equal(attentionWords({ rooms: 0, mentions: 0 }), '');
    assert.equal(attentionWords({ rooms: 1, mentions: 0 }), ', new messages in one other');
    const words = ', new messages in 2 others, you are mentioned 3 times';
    assert.equal(attentionWords({ rooms: 2, mentions: 3 }), words);
  });
});
