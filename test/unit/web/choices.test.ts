import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BrowserMemory } from '../../../src/web/model/browser-memory.ts';
import {
  type Choices,
  choiceOf,
  DEFAULTS,
  parseChoices,
  withRoom,
} from '../../../src/web/model/choices.ts';
import type { Backing } from '../../../src/web/model/keeping.ts';
import { ADA, BOB } from './events.ts';
import { place } from './places.ts';

/** A browser's store as two tabs have it: each hears what the other one writes. */
function twoTabs(): [Backing, Backing] {
  const kept = place();
  const followers: ((key: string) => void)[][] = [[], []];
  const tab = (own: number): Backing => ({
    keys: kept.keys,
    getItem: kept.getItem,
    setItem: (key, value) => {
      kept.setItem(key, value);
      for (const tell of followers[1 - own] ?? []) tell(key);
    },
    removeItem: (key) => kept.removeItem(key),
    follow: (changed) => void followers[own]?.push(changed),
  });
  return [tab(0), tab(1)];
}

const WHOLE: Choices = {
  theme: 'dark',
  hours: '24',
  density: 'compact',
  order: 'name',
  desktop: 'on',
  quietUntil: 17,
  rooms: { lobby: { favourite: true, level: 'all', unread: { seq: 7, epoch: 'one' } } },
};

describe('what a person chose', () => {
  it('is read as it was kept, and what cannot be read as if nobody had chosen', () => {
    assert.deepEqual(parseChoices(JSON.stringify(WHOLE)), WHOLE);
    for (const text of [null, '', '{', '7', '[]', 'null']) {
      assert.deepEqual(parseChoices(text), DEFAULTS, String(text));
    }
    const odd = { theme: 'pink', hours: 12, quietUntil: -1, rooms: { 'no/room': {}, ops: 7 } };
    assert.deepEqual(parseChoices(JSON.stringify(odd)), { ...DEFAULTS, rooms: { ops: {} } });
  });

  it('forgets a room of which nothing is chosen any more, and finds none that nobody chose', () => {
    const once = withRoom(DEFAULTS, 'constructor', { muted: true });
    assert.deepEqual(choiceOf(once, 'constructor'), { muted: true });
    assert.deepEqual(choiceOf(DEFAULTS, 'constructor'), {});
    assert.deepEqual(withRoom(once, 'constructor', { muted: undefined }).rooms, {});
  });

  it('is the same in all tabs of a browser, and a choice changes only what it is about', () => {
    const [one, two] = twoTabs().map((backing) => new BrowserMemory(backing).of(ADA.id).choosing);
    assert.ok(one && two);
    one.set({ theme: 'dark' });
    two.room('lobby', { favourite: true });
    const both = { ...DEFAULTS, theme: 'dark', rooms: { lobby: { favourite: true } } };
    assert.deepEqual(one.store.get(), both);
    assert.deepEqual(two.store.get(), both);
    const before = one.store.get();
    one.room('lobby', { favourite: true });
    assert.equal(one.store.get(), before, 'what is so already is no change');
  });

  it('stays when somebody signs out who may come back, and goes with a guest', () => {
    const kept = place();
    for (const id of ['sso|ada', ADA.id]) {
      const memory = new BrowserMemory(kept).of(id);
      memory.choosing.set({ theme: 'dark' });
      memory.clear();
    }
    assert.equal(new BrowserMemory(kept).of('sso|ada').choosing.store.get().theme, 'dark');
    assert.equal(new BrowserMemory(kept).of(ADA.id).choosing.store.get().theme, 'system');
    new BrowserMemory(kept).of(BOB.id).choosing.set({ theme: 'dark' });
    new BrowserMemory(kept).forgetOthers(ADA.id);
    assert.equal(new BrowserMemory(kept).of(BOB.id).choosing.store.get().theme, 'system');
    assert.equal(new BrowserMemory(kept).of('sso|ada').choosing.store.get().theme, 'dark');
  });
});
