// Tabs of one browser, as this program's own locks and channels have them.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, it } from 'mocha';
import type { Call } from '../../../src/web/model/calls.ts';
import { type Message, Notifier } from '../../../src/web/model/notifier.ts';
import { eventually } from '../../support/eventually.ts';

interface Tab {
  notifier: Notifier;
  shown: string[];
  closed: string[];
}

const call = (seq: number, room = 'lobby'): Call => ({ room, seq, title: 'Bob', body: 'x' });
/** Channels of one process deliver within this, milliseconds. */
const SETTLED_MS = 50;

describe('what is told outside of the page', () => {
  const tabs: Tab[] = [];
  let people = 0;
  let person = '';
  const open = (who = person): Tab => {
    const [shown, closed]: string[][] = [[], []];
    const channel = new BroadcastChannel(`test:calls:${who}`);
    const notifier = new Notifier(who, {
      locks: navigator.locks,
      channel: {
        postMessage: (message) => channel.postMessage(message),
        listen: (hear) => {
          channel.onmessage = ({ data }) => hear(data as Message);
        },
        close: () => channel.close(),
      },
      show: ({ room, seq }) => {
        shown?.push(`${room}/${seq}`);
        return { close: () => void closed?.push(`${room}/${seq}`) };
      },
    });
    const tab = { notifier, shown: shown ?? [], closed: closed ?? [] };
    tabs.push(tab);
    return tab;
  };
  const openAll = async (count: number): Promise<Tab[]> => {
    people += 1;
    person = `user-${people}`;
    const all = Array.from({ length: count }, () => open());
    await eventually(() => assert.equal(all.filter(({ notifier }) => notifier.leads).length, 1));
    return all;
  };
  const everShown = (all: readonly Tab[]) => all.flatMap(({ shown }) => shown);
  afterEach(() => {
    for (const { notifier } of tabs.splice(0)) notifier.stop();
  });

  it('is told once, whichever of the tabs learns of it, and however many', async () => {
    const all = await openAll(4);
    for (const { notifier } of all) notifier.call(call(1));
    await eventually(() => assert.deepEqual(everShown(all), ['lobby/1']));
    all.find(({ notifier }) => !notifier.leads)?.notifier.call(call(2));
    await eventually(() => assert.deepEqual(everShown(all), ['lobby/1', 'lobby/2']));
    await sleep(SETTLED_MS);
    assert.equal(everShown(all).length, 2);
  });

  it('is told by another tab once the one that did is gone', async () => {
    const all = await openAll(3);
    const first = all.find(({ notifier }) => notifier.leads);
    const others = all.filter((tab) => tab !== first);
    first?.notifier.call(call(1));
    await eventually(() => assert.deepEqual(first?.shown, ['lobby/1']));
    await sleep(SETTLED_MS);
    first?.notifier.stop();
    // At once: nobody tells just now, and the next one does. What was told already is not told again.
    for (const { notifier } of others) for (const seq of [1, 2]) notifier.call(call(seq));
    await eventually(() => assert.deepEqual(everShown(others), ['lobby/2']));
    await sleep(SETTLED_MS);
    assert.deepEqual(everShown(others), ['lobby/2']);
    assert.ok(others.some(({ notifier }) => notifier.leads));
  });

  it('waits where nobody tells just now, for the next one who does', async () => {
    people += 1;
    person = `user-${people}`;
    // A tab that is frozen while it goes away: it has the lock and tells nothing.
    const { promise: gone, resolve: go } = Promise.withResolvers<void>();
    const frozen = navigator.locks.request(`chatk8s:notifier:${person}`, () => gone);
    const all = [open(), open()];
    for (const { notifier } of all) for (const seq of [1, 2]) notifier.call(call(seq));
    all[0]?.notifier.read('lobby', 1);
    await sleep(SETTLED_MS);
    assert.deepEqual(everShown(all), []);
    go();
    await frozen;
    await eventually(() => assert.deepEqual(everShown(all), ['lobby/2']));
  });

  it('is not told where any of the tabs has it before the person’s eyes', async () => {
    const all = await openAll(2);
    const [one, two] = all;
    assert.ok(one && two);
    const other = one.notifier.leads ? two : one;
    other.notifier.watch('lobby');
    await eventually(async () => {
      const { held = [] } = await navigator.locks.query();
      assert.ok(held.some(({ name }) => name?.endsWith(`${person}:watching:lobby`)));
    });
    for (const { notifier } of all) notifier.call(call(1));
    for (const { notifier } of all) notifier.call(call(2, 'news'));
    await eventually(() => assert.deepEqual(everShown(all), ['news/2']));
    other.notifier.watch(undefined);
    await eventually(async () => {
      const { held = [] } = await navigator.locks.query();
      assert.ok(!held.some(({ name }) => name?.includes(`${person}:watching:`)));
    });
    for (const { notifier } of all) notifier.call(call(3));
    await eventually(() => assert.deepEqual(everShown(all), ['news/2', 'lobby/3']));
  });

  it('is taken away when it was read anywhere, and not shown where that came first', async () => {
    const all = await openAll(2);
    const leader = all.find(({ notifier }) => notifier.leads);
    const other = all.find(({ notifier }) => !notifier.leads);
    assert.ok(leader && other);
    leader.notifier.call(call(1));
    await eventually(() => assert.deepEqual(leader.shown, ['lobby/1']));
    other.notifier.read('lobby', 1);
    await eventually(() => assert.deepEqual(leader.closed, ['lobby/1']));
    leader.notifier.call(call(2));
    leader.notifier.read('lobby', 2);
    await sleep(SETTLED_MS);
    assert.deepEqual(leader.shown, ['lobby/1']);
  });

  it('is another person’s own, in the same browser', async () => {
    const [mine] = await openAll(1);
    const theirs = open('somebody-else');
    await eventually(() => assert.ok(theirs.notifier.leads));
    theirs.notifier.call(call(1));
    await eventually(() => assert.deepEqual(theirs.shown, ['lobby/1']));
    assert.deepEqual(mine?.shown, []);
  });
});
