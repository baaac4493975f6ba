// What people wait for in the page, in a Chromium whose CPU is slowed down four times, over a slow network: until the first message
// is seen, until a room is usable after 30,000 missed messages, and what scrolling through a long room costs. Beside the page of
// another commit, in turns, in the same run: REF=main. Both pages are served by this tree's gateways from one log.
// ROUNDS (3), MESSAGES of the long room (100,000), SECONDS of flight through it (60), ONLY=opening,back,wheel,flight of it.
import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { buildPage, webDir } from '../../src/local/page.ts';
import { startBrowser, type TestBrowser } from '../e2e/web-browser.ts';
import type { TestChat } from '../support/chat.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { publishRaw } from '../support/log.ts';
import type { TestProgram } from '../support/program.ts';
import { uuid7 } from '../support/wire.ts';
import { judge, median, say, spread } from './figures.ts';
import { LAST_SEEN, LONGEST, NOTES, SCROLL, SIGHT, STILL, TYPE } from './page-scripts.ts';
import { withChat } from './with-chat.ts';
import { openWorktree } from './worktree.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REF = process.env['REF'];
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const MESSAGES = Number(process.env['MESSAGES'] ?? 100_000);
const FLIGHT_MS = 1_000 * Number(process.env['SECONDS'] ?? 60);
const ONLY = process.env['ONLY']?.split(',') ?? ['opening', 'back', 'wheel', 'flight'];
const MISSED = 30_000;

const CPU_SLOWDOWN = 4;
/** As Lighthouse has it: 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
const SLOW_NETWORK = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
/** A wheel that is turned fast: pixels a picture, and for how long. */
const WHEEL = { step: 120, ms: 5_000 };

const GOAL_MS = 1_000;
const TASK_GOAL_MS = 100;
/** The same messages as a document that nobody computes anything for: as many as the wheel passes. */
const STILL_ROWS = 1_600;
/** Pictures more than that one drops on the same machine, in the same seconds, of a hundred. */
const DROPPED_GOAL = 1;
const HEAP_GOAL = 1.25;

interface Side {
  name: string;
  gateway: TestProgram;
  /** What was measured, by what it is. */
  figures: Map<string, number[]>;
}

const base = REF === undefined ? undefined : openWorktree(ROOT, REF);

async function measure(chat: TestChat, browser: TestBrowser): Promise<void> {
  const directories = [
    ...(base === undefined ? [] : [{ name: base.commit, directory: webDir(base.path) }]),
    { name: 'this', directory: webDir(ROOT) },
  ];
  const sides: Side[] = [];
  for (const { name, directory } of directories) {
    const gateway = await chat.startGateway({ WEB_DIR: directory });
    sides.push({ name, gateway, figures: new Map() });
  }
  await fill(chat, 'busy', 500);
  await fill(chat, 'vast', MESSAGES);
  say(
    `CPU ${CPU_SLOWDOWN} times slower; network ${JSON.stringify(SLOW_NETWORK)}; ${ROUNDS} rounds`,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of sides) {
      if (ONLY.includes('opening')) await opening(chat, browser, side, round);
    }
    for (const side of sides) {
      if (ONLY.includes('back')) await comingBack(chat, browser, side, round);
    }
  }
  for (let round = 0; round < ROUNDS; round += 1)
    for (const side of sides) if (ONLY.includes('wheel')) await wheel(chat, browser, side);
  for (const side of sides) if (ONLY.includes('flight')) await flight(chat, browser, side);
  for (const side of sides) report(side, side.name === 'this');
}

async function fill(chat: TestChat, room: string, count: number, from = 0): Promise<void> {
  const user = { id: 'guest-past', name: 'Past' };
  for (let sent = 0; sent < count; sent += 10_000) {
    const entries = Array.from({ length: Math.min(10_000, count - sent) }, (_, index) => {
      const line = from + sent + index + 1;
      const text = `line ${line}${' and so on'.repeat(line % 11 === 0 ? 30 : 2)}`;
      const payload = encodeFact(posted({ id: uuid7(), room, user, text }));
      return { subject: `chat.room.${room}.message`, payload };
    });
    await publishRaw(chat, entries);
  }
}

const urlOf = ({ gateway }: Side): string => `http://127.0.0.1:${gateway.port}`;
const note = ({ figures }: Side, what: string, value: number): void => {
  figures.set(what, [...(figures.get(what) ?? []), value]);
};

/** Somebody with a session and an empty browser, slowed down. */
async function person(
  chat: TestChat,
  browser: TestBrowser,
  side: Side,
): Promise<{ page: Page; devTools: CDPSession }> {
  const context = await browser.person();
  context.setDefaultTimeout(120_000);
  await context.addInitScript(NOTES);
  const { token } = await chat.session(`${side.name} ${uuid7().slice(-12)}`);
  const name = `chatk8s_session_${side.gateway.port}`;
  await context.addCookies([{ name, value: token, url: urlOf(side) }]);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  return { page, devTools };
}

async function network(devTools: CDPSession, slow: boolean): Promise<void> {
  const fast = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    ...(slow ? SLOW_NETWORK : fast),
  });
}

const firstSeen = async (page: Page): Promise<number> => {
  for (;;) {
    const first = (await page.evaluate('bench.first')) as number | undefined;
    if (first !== undefined) return first;
    await page.waitForTimeout(50);
  }
};
const longest = async (page: Page, since = 0): Promise<number> =>
  (await page.evaluate(`(${LONGEST})(${since})`)) as number;
const nowIn = async (page: Page): Promise<number> =>
  (await page.evaluate('performance.now()')) as number;

/** The first visit, with nothing in the browser but the session; and the next one. */
async function opening(chat: TestChat, browser: TestBrowser, side: Side, round: number) {
  const { page, devTools } = await person(chat, browser, side);
  await network(devTools, true);
  for (const visit of ['first visit', 'next visit']) {
    await page.goto(`${urlOf(side)}/#/busy`);
    note(side, `first message, ${visit}, ms`, await firstSeen(page));
    await page.waitForTimeout(1_500);
    note(side, `longest task, ${visit}, ms`, await longest(page));
    await page.goto('about:blank');
  }
  say(`         round ${round + 1}: ${side.name} was opened`);
  await page.context().close();
}

/** Cut off while 30,000 messages are said: from the moment the network is back until the last of them is seen and one can write. */
async function comingBack(chat: TestChat, browser: TestBrowser, side: Side, round: number) {
  const { page, devTools } = await person(chat, browser, side);
  const room = `missed-${round}-${side.name}`;
  await fill(chat, room, 100);
  await page.goto(`${urlOf(side)}/#/${room}`);
  await page.getByText('line 100 and').first().waitFor();
  await network(devTools, true);
  const { port } = side.gateway;
  await side.gateway.kill9();
  await fill(chat, room, MISSED, 100);
  const WEB_DIR = side.name === 'this' ? webDir(ROOT) : webDir(base?.path);
  side.gateway = await chat.startGateway({ WEB_DIR, PORT: String(port) });
  const begin = await nowIn(page);
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await page.evaluate(`(${LAST_SEEN})('line ${MISSED + 100} and')`);
  const typed = (await page.evaluate(`(${TYPE})()`)) as number;
  note(side, 'usable after 30,000 missed, ms', (await nowIn(page)) - begin);
  note(side, 'a letter right after that, ms', typed);
  await page.waitForTimeout(1_000);
  note(side, 'longest task, coming back, ms', await longest(page, begin));
  say(`         round ${round + 1}: ${side.name} came back`);
  await page.context().close();
}

interface Scrolled {
  pictures: number;
  dropped: number;
  most: number;
}
const shareOf = ({ pictures, dropped }: Scrolled): number => (100 * dropped) / (pictures + dropped);
/** Somebody at the end of the long room, and what can be asked of their page. */
async function inVast(chat: TestChat, browser: TestBrowser, side: Side) {
  const { page, devTools } = await person(chat, browser, side);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(`${urlOf(side)}/#/vast`);
  await page.getByText(`line ${MESSAGES} and`).first().waitFor();
  await page.waitForTimeout(1_000);
  return {
    page,
    scroll: async (step: number, ms: number) =>
      (await page.evaluate(
        `(${SCROLL})(${JSON.stringify({ selector: '.scroller', step, ms })})`,
      )) as Scrolled,
    /** What the page's own thread did so far, as its processor counts it. */
    busyMs: async () => {
      const { metrics } = await devTools.send('Performance.getMetrics');
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    },
    heap: async () => {
      await devTools.send('HeapProfiler.collectGarbage');
      return (await devTools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
    },
    passed: async () => MESSAGES - ((await page.evaluate(SIGHT)) as { line: number }).line,
    drawn: async () => ((await page.evaluate(SIGHT)) as { drawn: number }).drawn,
  };
}

/**
 * By a fast wheel; and right after it, in the same browser, the same messages as a document that stands still: a machine without a
 * graphics card, or a busy one, drops pictures of that as well, and no page can do better.
 */
async function wheel(chat: TestChat, browser: TestBrowser, side: Side) {
  const { page, scroll, busyMs, passed } = await inVast(chat, browser, side);
  const spin = async (what: string) => {
    const [begin, before] = [await nowIn(page), await busyMs()];
    const scrolled = await scroll(WHEEL.step, WHEEL.ms);
    note(side, `dropped pictures by wheel, ${what}, %`, shareOf(scrolled));
    note(
      side,
      `main thread by wheel, ${what}, ms a picture`,
      ((await busyMs()) - before) / scrolled.pictures,
    );
    return { begin, ...scrolled };
  };
  const { begin, most } = await spin(PAGE);
  note(side, 'longest picture by wheel, ms', most);
  note(side, 'longest task by wheel, ms', await longest(page, begin));
  note(side, 'messages passed by wheel', await passed());
  await page.evaluate(`(${STILL})(${STILL_ROWS})`);
  await page.waitForTimeout(2_000);
  await spin(STANDS_STILL);
  await page.context().close();
}
const [PAGE, STANDS_STILL] = ['the page', 'the same standing still'] as const;

/** As fast as pages of the past come. */
async function flight(chat: TestChat, browser: TestBrowser, side: Side) {
  const { page, scroll, heap, passed, drawn } = await inVast(chat, browser, side);
  await scroll(WHEEL.step, WHEEL.ms);
  note(side, 'heap after the wheel, MiB', await heap());
  const begin = await nowIn(page);
  let took = 0;
  while (took < FLIGHT_MS && (await passed()) < MESSAGES - 50) {
    await scroll(0, 2_000);
    took = (await nowIn(page)) - begin;
  }
  note(side, 'longest task in flight, ms', await longest(page, begin));
  note(side, 'messages passed', await passed());
  note(side, 'messages a second in flight', (1_000 * (await passed())) / took);
  note(side, 'heap at the end, MiB', await heap());
  note(side, 'messages drawn at the end', await drawn());
  await page.context().close();
}

function report({ name, figures }: Side, isJudged: boolean): void {
  say(`\n== ${name === 'this' ? 'this tree' : name}`);
  const at = (what: string): number => median(figures.get(what) ?? []);
  for (const [what, values] of figures) {
    const goal = goalOf(what, at);
    const figure = `${at(what).toFixed(1)} (${spread(values)})`;
    if (isJudged && goal !== undefined) judge(what, figure, goal.words, at(what) <= goal.most);
    else say(`         ${what}: ${figure}`);
  }
}

function goalOf(what: string, at: (what: string) => number) {
  if (/^(first message|usable)/.test(what)) return { most: GOAL_MS, words: `${GOAL_MS}` };
  if (/^longest task/.test(what)) return { most: TASK_GOAL_MS, words: `${TASK_GOAL_MS}` };
  if (what === `dropped pictures by wheel, ${PAGE}, %`) {
    const still = at(`dropped pictures by wheel, ${STANDS_STILL}, %`);
    const words = `standing still ${still.toFixed(1)} are dropped here, and ${DROPPED_GOAL} more`;
    return { most: still + DROPPED_GOAL, words };
  }
  if (!what.startsWith('heap at the end')) return undefined;
  const before = HEAP_GOAL * at('heap after the wheel, MiB');
  return { most: before, words: `${HEAP_GOAL} times that after the wheel` };
}

try {
  if (base !== undefined) await buildPage(base.path);
  const browser = await startBrowser();
  try {
    await withChat({ gateways: 0 }, (chat) => measure(chat, browser));
  } finally {
    await browser.close();
  }
} finally {
  base?.remove();
}
