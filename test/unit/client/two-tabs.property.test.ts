// Two tabs of one person hold the same messages, typed with a clock that was ahead: whatever happens to their
// connections, each message is in the log once.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { ClientFrame } from '../../../src/chat/features.ts';
import { createIdMaker } from '../../../src/client/uuid7.ts';
import { timeOfId } from '../../../src/shared/ids.ts';
import { ME, type Script, script } from './scripted.ts';

type Post = Extract<ClientFrame, { type: 'post' }>;

/** How far ahead of its own time a gateway takes an id, milliseconds. */
const FUTURE_MS = 10_000;

const step = fc.record({
  tab: fc.constantFrom(0, 1),
  do: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('answer', 'tell') },
    { weight: 2, arbitrary: fc.constantFrom('answer_lost', 'post_lost', 'come_back') },
    { weight: 2, arbitrary: fc.constant('wait') },
  ),
});

interface Tab {
  run: Script;
  live: boolean;
  arrived: Post[];
  /** Sequence up to which the room was told. */
  told: number;
}

class World {
  readonly log: Post[] = [];
  readonly #aheadMs: number;
  readonly #tabs: Tab[];

  constructor(aheadMs: number) {
    this.#aheadMs = aheadMs;
    const newId = createIdMaker();
    const posts = ['one', 'two', 'three'].map((text) => {
      const { timeOfDay } = script();
      return { id: newId(timeOfDay), room: 'lobby', text, sent: false };
    });
    this.#tabs = [script(), script()].map((run) => {
      run.machine.load(posts);
      run.input({ type: 'start' });
      run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
      return { run, live: false, arrived: [], told: 0 };
    });
    for (const tab of this.#tabs) this.#comeBack(tab);
  }

  get isDone(): boolean {
    return this.#tabs.every(({ run }) => run.machine.pending().length === 0);
  }

  take({ tab: index, do: what }: { tab: number; do: string }): void {
    const tab = this.#tabs[index];
    assert.ok(tab);
    if (what === 'wait') for (const { run } of this.#tabs) run.pass(700);
    else if (what === 'come_back') this.#comeBack(tab);
    else if (what === 'tell') this.#tell(tab);
    else this.#answer(tab, what);
    for (const one of this.#tabs) this.#listen(one);
  }

  #comeBack(tab: Tab): void {
    const { run } = tab;
    if (tab.live && run.machine.state === 'live') return;
    run.input({ type: 'wake' });
    run.welcome({ serverNow: run.timeOfDay - this.#aheadMs });
    tab.live = true;
    tab.arrived = [];
    this.#listen(tab);
  }

  #answer(tab: Tab, what: string): void {
    const post = tab.arrived.shift();
    if (post === undefined) return;
    const { id } = post;
    const isAhead = timeOfId(id) > tab.run.timeOfDay - this.#aheadMs + FUTURE_MS;
    if (what !== 'post_lost' && !isAhead && !this.log.some((one) => one.id === id)) {
      this.log.push(post);
    }
    if (what !== 'answer') {
      tab.live = false;
      tab.run.input({ type: 'closed', code: 1006, reason: '' });
    } else if (isAhead) {
      tab.run.frame({ type: 'error', code: 'clock', message: 'clock', id, room: 'lobby' });
    } else {
      const seq = this.log.findIndex((one) => one.id === id) + 1;
      tab.run.frame({ type: 'ack', id, room: 'lobby', seq });
    }
  }

  #tell(tab: Tab): void {
    if (!tab.live) return;
    for (const { id, text } of this.log.slice(tab.told)) {
      tab.told += 1;
      tab.run.event('lobby', tab.told, { id, user: ME, data: { text } });
    }
  }

  #listen(tab: Tab): void {
    for (const frame of tab.run.takeSent()) {
      if (frame.type === 'post') tab.arrived.push(frame);
      if (frame.type === 'ping') tab.run.frame({ type: 'pong' });
      if (frame.type !== 'join') continue;
      this.#tell(tab);
      tab.run.frame({ type: 'live', room: 'lobby', seq: tab.told });
    }
    if (tab.run.machine.state !== 'live') tab.live = false;
    if (tab.run.effects.some((effect) => effect.do === 'send')) this.#listen(tab);
  }
}

describe('two tabs with the same messages from a clock that was ahead', () => {
  it('have each of them stored once, whatever happens', () => {
    const aheadMs = fc.constantFrom(0, 9_500, 11_000, 15_000, 19_900, 20_500, 45_000);
    fc.assert(
      fc.property(aheadMs, fc.array(step, { maxLength: 60 }), (ahead, steps) => {
        const world = new World(ahead);
        for (const one of steps) world.take(one);
        for (let calm = 0; !world.isDone; calm += 1) {
          assert.ok(calm < 1_000, 'everything is stored once the weather is fair');
          for (const what of ['come_back', 'answer', 'tell', 'wait']) {
            for (const tab of [0, 1]) world.take({ tab, do: what });
          }
        }
        assert.deepEqual(world.log.map(({ text }) => text).sort(), ['one', 'three', 'two']);
      }),
      { numRuns: 500 },
    );
  });
});
