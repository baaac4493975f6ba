import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { Beyond } from '../../../src/web/model/beyond.ts';
import { StateHolder } from '../../../src/web/model/chat-state.ts';
import { watchLongFetch } from '../../../src/web/model/long-fetch.ts';
import { eventually } from '../../support/eventually.ts';
import { ADA, eventAt, roomOf } from './events.ts';

const FETCHING: Beyond = { state: 'loading' };
const THERE: Beyond = { state: 'more' };

describe('what is fetched of a room', () => {
  const watched = (afterMs: number) => {
    const state = new StateHolder(ADA, []);
    const room = roomOf([eventAt(1)]);
    state.set({ rooms: { lobby: { ...room, name: 'lobby' } } });
    const told: boolean[] = [];
    const stop = watchLongFetch(state.store, {
      ...{ room: 'lobby', side: 'older', afterMs },
      onChange: (isLong) => told.push(isLong),
    });
    const older = (now: Beyond) => state.change('lobby', (before) => ({ ...before, older: now }));
    return { told, older, stop };
  };

  it('is shown while it takes long, and no longer', async () => {
    const { told, older, stop } = watched(20);
    older(FETCHING);
    assert.ok(!told.includes(true), 'not at once');
    await eventually(() => assert.equal(told.at(-1), true));
    older(THERE);
    assert.equal(told.at(-1), false);
    stop();
  });

  it('is not shown where it comes sooner, nor to who has turned away', async () => {
    const { told, older, stop } = watched(50);
    for (let page = 0; page < 3; page++) {
      older(FETCHING);
      older(THERE);
    }
    await sleep(100);
    older(FETCHING);
    stop();
    await sleep(100);
    assert.ok(!told.includes(true));
  });
});
