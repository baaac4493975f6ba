import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { drawnRoom, frameOf, isFetching } from '../../../src/web/model/drawn-room.ts';
import type { Stretch } from '../../../src/web/model/stretch.ts';
import { eventAt, roomOf } from './events.ts';

const [MORE, LOADING, NONE] = [{ state: 'more' }, { state: 'loading' }, { state: 'none' }] as const;

describe('a room as it is drawn', () => {
  const room = roomOf([eventAt(1), eventAt(2)]);
  const stretch: Stretch = { place: 1, view: room.view, high: 2, older: MORE, newer: MORE };
  const drawn = drawnRoom({ ...room, older: MORE }, undefined);
  const past = drawnRoom({ ...room, older: MORE, stretch }, undefined);

  it('is the same while more of it is being fetched, and when nothing came of that', () => {
    assert.equal(drawnRoom({ ...room, older: LOADING }, drawn), drawn);
    assert.equal(drawnRoom({ ...room, older: { state: 'more' } }, drawn), drawn);
    for (const side of ['older', 'newer'] as const) {
      const loading = { ...stretch, [side]: LOADING };
      assert.equal(drawnRoom({ ...room, older: MORE, stretch: loading }, past), past, side);
    }
  });

  it('may be asked for more, whatever is on its way: who fetches it knows', () => {
    assert.deepEqual(drawnRoom({ ...room, older: LOADING }, undefined).older, MORE);
  });

  it('is another one with whatever else is another', () => {
    const failed = { state: 'failed', reason: 'slower' } as const;
    for (const more of [{ older: NONE }, { older: failed }, { readSeq: 2 }, { stretch }]) {
      const now = { ...room, older: MORE, ...more };
      assert.deepEqual(drawnRoom(now, drawn), now);
    }
    for (const more of [{ newer: NONE }, { older: failed }, { high: 3 }]) {
      const now = { ...room, older: MORE, stretch: { ...stretch, ...more } };
      assert.deepEqual(drawnRoom(now, past), now);
    }
  });

  it('has a frame that is the same with whatever is said in it, and another with whatever it is', () => {
    const frame = frameOf(room, undefined);
    const said = roomOf([eventAt(1), eventAt(2), eventAt(3)]);
    for (const more of [{ view: said.view }, { older: NONE }, { readSeq: 2 }, { stretch }])
      assert.equal(frameOf({ ...room, ...more }, frame), frame);
    const others = [
      { name: 'other' },
      { entry: { state: 'in' } },
      { standing: { state: { kind: 'private' }, member: { state: 'in', role: 'member' } } },
      { members: new Map() },
      { asked: { state: 'asking' } },
      { turn: 1 },
    ] as const;
    for (const more of others) {
      const now = frameOf({ ...room, ...more }, frame);
      assert.notEqual(now, frame, Object.keys(more).join());
      assert.deepEqual(now, { ...frame, ...more });
    }
  });

  it('is asked itself whether more of it is on its way', () => {
    const sides = (of: typeof room) => [isFetching(of, 'older'), isFetching(of, 'newer')];
    assert.deepEqual(sides({ ...room, older: MORE }), [false, false]);
    assert.deepEqual(sides({ ...room, older: LOADING }), [true, false]);
    const shown = { ...room, older: LOADING };
    assert.deepEqual(sides({ ...shown, stretch }), [false, false], 'that is not on the screen');
    assert.deepEqual(sides({ ...shown, stretch: { ...stretch, newer: LOADING } }), [false, true]);
    assert.deepEqual(sides({ ...room, stretch: { ...stretch, older: LOADING } }), [true, false]);
    assert.equal(isFetching(undefined, 'older'), false);
  });
});
