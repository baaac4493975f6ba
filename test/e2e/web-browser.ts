// A real Chromium in front of real gateways: people as browser contexts, each with a storage of its own.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { buildPage, pageIsCurrent, webDir } from '../../src/local/page.ts';
import { eventually } from '../support/eventually.ts';

const KNOWN_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Nothing but the page: no window, no sandbox (tests may run as root), no talk with anybody else. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string {
  const named = process.env['CHROMIUM_PATH'];
  const found = [...(named === undefined ? [] : [named]), ...KNOWN_PATHS].find(existsSync);
  if (found !== undefined) return found;
  const install = 'install one ("apt-get install chromium", "brew install --cask chromium")';
  throw new Error(`the page is tested in a real Chromium: ${install} or set CHROMIUM_PATH`);
}

export interface TestBrowser {
  /** Somebody with a browser of their own; `problems` collects what the page complains about. */
  person: (options?: Parameters<Browser['newContext']>[0]) => Promise<BrowserContext>;
  /** Errors of the page and what its Content-Security-Policy refused, since the start. */
  problems: string[];
  pages: () => Page[];
  close: () => Promise<void>;
}

/** Builds the page where that is needed and starts the browser. */
export async function startBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium();
  if (!pageIsCurrent()) await buildPage();
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const problems: string[] = [];
  return {
    problems,
    person: async (options) => {
      const context = await browser.newContext({
        viewport: { width: 1100, height: 700 },
        ...options,
      });
      context.setDefaultTimeout(15_000);
      context.on('console', (message) => {
        if (message.type() === 'error' && !EXPECTED.test(message.text()))
          problems.push(message.text());
      });
      context.on('weberror', (error) => problems.push(String(error.error())));
      return context;
    },
    pages: () => browser.contexts().flatMap((context) => context.pages()),
    close: () => browser.close(),
  };
}

/** A browser reports every failed request; that nobody is signed in yet or a gateway is down is none of ours. */
const EXPECTED =
  /^Failed to load resource|^WebSocket connection to .* failed|^An unknown error occurred when fetching the script/;

/** What a gateway needs to serve the page. */
export const WEB_ENV = { WEB_DIR: webDir() };

/** By name, the session of the person of an earlier test who had it. */
const sessions = new Map<string, string>();

/** A name is one person's: whoever had it in an earlier test signs out. */
async function freeName(url: string, name: string): Promise<void> {
  const token = sessions.get(name);
  if (token === undefined) return;
  const headers = { authorization: `Bearer ${token}` };
  await fetch(`${url}/api/session`, { method: 'DELETE', headers });
}

/** Opens the page, chooses a name and waits for the room. */
export async function enter(context: BrowserContext, url: string, name: string): Promise<Page> {
  await freeName(url, name);
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: /^Message to/ }).waitFor();
  const [session] = await context.cookies(url);
  if (session !== undefined) sessions.set(name, session.value);
  return page;
}

/** Writes into the open room, on whatever device: on a phone Enter begins a new line. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message to/ }).fill(text);
  await page.keyboard.press('Control+Enter');
}

/** One message on the screen. */
export const message = (page: Page, text: string) =>
  page.locator('.message').filter({ has: page.getByText(text, { exact: true }) });

export async function openRoom(page: Page, name: string): Promise<void> {
  await page.getByLabel('Enter a room').fill(name);
  await page.keyboard.press('Enter');
  await page
    .getByRole('heading', { name: new RegExp(`^#? ?${name}$`) })
    .first()
    .waitFor();
  // What is said from then on is new there; or why one is not in it.
  const entered = page.locator('.people-button', { hasText: /\d/ });
  await entered.or(page.locator('.refused')).waitFor();
}

export const PHONE = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true };

/** Whether one would have to scroll sideways. */
export const overflows = (page: Page): Promise<boolean> =>
  page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth);

export const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((node) => node === node.ownerDocument.activeElement);

/** Or has it in a moment. */
export const getsFocus = (element: Locator): Promise<void> =>
  eventually(async () => assert.ok(await hasFocus(element)));

/** Where one writes, whatever room is open and whether one edits. */
export const field = (page: Page) => page.locator('.composer textarea');

/** Pictures of what is tested, for whoever wants to look at them. */
const SHOTS = process.env['SHOW_PAGES'];
export const shot = async (page: Page, name: string): Promise<void> => {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` });
};
