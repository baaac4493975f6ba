// What people wait for in the page, in a Chromium whose CPU is slowed down four times, over a slow network: until the first message
// is seen, until a room is usable after 30,000 missed messages, and what scrolling through a long room costs. Beside the page of
// another commit, in turns, in the same run: REF=main. Both pages are served by this tree's gateways from one log.
// ROUNDS (3), MESSAGES of the long room (100,000), SECONDS of flight through it (60).
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
import { LONGEST, NOTES, PLAIN_LIST, SCROLL, SIGHT, TYPE } from './page-scripts.ts';
import { withChat } from './with-chat.ts';
import { openWorktree } from './worktree.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REF = process.env['REF'];
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const MESSAGES = Number(process.env['MESSAGES'] ?? 100_000);
const FLIGHT_MS = 1_000 * Number(process.env['SECONDS'] ?? 60);
const MISSED = 30_000;

const CPU_SLOWDOWN = 4;
/** As Lighthouse has it: 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
const SLOW_NETWORK = { latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
/** A wheel that is turned fast: pixels a picture, and for how long. */
const WHEEL = { step: 120, ms: 15_000 };

const GOAL_MS = 1_000;
const TASK_GOAL_MS = 100;
/** Pictures more than a plain list drops on the same machine, of a hundred. */
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
    for (const side of sides) await opening(chat, browser, side, round);
    for (const side of sides) await comingBack(chat, browser, side, round);
  }
  const plain = await plainDropped(browser);
  for (const side of sides) await scrolling(chat, browser, side);
  for (const side of sides) report(side, plain, side.name === 'this');
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
  await page
    .getByText(`line ${MISSED + 100} and`)
    .first()
    .waitFor();
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
const scroll = async (page: Page, how: { selector: string; step: number; ms: number }) =>
  (await page.evaluate(`(${SCROLL})(${JSON.stringify(how)})`)) as Scrolled;

async function plainDropped(browser: TestBrowser): Promise<number> {
  const context = await browser.person();
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await page.goto(PLAIN_LIST);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  const share = shareOf(await scroll(page, { selector: '#box', ...WHEEL }));
  await context.close();
  return share;
}

/** By wheel for a while, and then as fast as pages of the past come. */
async function scrolling(chat: TestChat, browser: TestBrowser, side: Side) {
  const { page, devTools } = await person(chat, browser, side);
  await page.goto(`${urlOf(side)}/#/vast`);
  await page.getByText(`line ${MESSAGES} and`).first().waitFor();
  const selector = '.scroller';
  const heap = async () => {
    await devTools.send('HeapProfiler.collectGarbage');
    return (await devTools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const passed = async () => MESSAGES - ((await page.evaluate(SIGHT)) as { line: number }).line;
  let begin = await nowIn(page);
  const wheel = await scroll(page, { selector, ...WHEEL });
  note(side, 'dropped pictures by wheel, %', shareOf(wheel));
  note(side, 'longest picture by wheel, ms', wheel.most);
  note(side, 'longest task by wheel, ms', await longest(page, begin));
  note(side, 'messages passed by wheel', await passed());
  note(side, 'heap after the wheel, MiB', await heap());
  begin = await nowIn(page);
  while ((await nowIn(page)) - begin < FLIGHT_MS && (await passed()) < MESSAGES - 50) {
    const flight = await scroll(page, { selector, step: 0, ms: 2_000 });
    note(side, 'dropped pictures in flight, %', shareOf(flight));
  }
  note(side, 'longest task in flight, ms', await longest(page, begin));
  note(side, 'messages passed', await passed());
  note(side, 'heap at the end, MiB', await heap());
  const { drawn } = (await page.evaluate(SIGHT)) as { drawn: number };
  note(side, 'messages drawn at the end', drawn);
  await page.context().close();
}

function report({ name, figures }: Side, plain: number, isJudged: boolean): void {
  say(`\n== ${name === 'this' ? 'this tree' : name}`);
  const at = (what: string): number => median(figures.get(what) ?? []);
  for (const [what, values] of figures) {
    const goal = goalOf(what, at, plain);
    const figure = `${at(what).toFixed(1)} (${spread(values)})`;
    if (isJudged && goal !== undefined) judge(what, figure, goal.words, at(what) <= goal.most);
    else say(`         ${what}: ${figure}`);
  }
}

function goalOf(what: string, at: (what: string) => number, plain: number) {
  if (/^(first message|usable)/.test(what)) return { most: GOAL_MS, words: `${GOAL_MS}` };
  if (/^longest task/.test(what)) return { most: TASK_GOAL_MS, words: `${TASK_GOAL_MS}` };
  const most = plain + DROPPED_GOAL;
  if (/^dropped/.test(what))
    return { most, words: `a plain list here drops ${plain.toFixed(1)}, and ${DROPPED_GOAL} more` };
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
