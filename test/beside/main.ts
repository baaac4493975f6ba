// `make beside REF=<commit>`: that version's gateway, persister, SDK and page beside this one's, while one takes the place
// of the other: forth, back, and forth again. Nothing may be blank, cut, twice or refused for good; the rows equal the log.
// Exits 0 when all of that holds, 1 when not, 2 when it could not run.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import '../support/environment.ts';
import type { Page } from 'playwright-core';
import { enter, message, say as sayOnPage, startBrowser } from '../e2e/web-browser.ts';
import { say } from '../load/figures.ts';
import { openWorktree, type Worktree } from '../load/worktree.ts';
import { killLivingProcesses } from '../support/children.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { startNats } from '../support/nats.ts';
import { createTestDatabase, disposeSharedPostgres } from '../support/postgres.ts';
import { forgottenFiles } from '../support/temp.ts';
import { openPerson, type Person, talk } from './talk.ts';
import { openVersion, type Version } from './version.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REF = process.env['REF'] ?? '';
const TIMES = 10;

process.on('exit', () => {
  killLivingProcesses();
  forgottenFiles();
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => process.exit(2));
}
process.exit(await main());

async function main(): Promise<number> {
  if (REF === '') {
    say('make beside REF=<commit>');
    return 2;
  }
  const old = checkedOut();
  if (old === undefined) return 2;
  // Also where somebody ends it: the browser has a way of its own with Ctrl-C.
  process.on('exit', old.remove);
  try {
    say(`${old.commit} (${REF}) beside this tree`);
    await roll(old.path);
    say('nothing blank, nothing cut, nothing refused; the rows equal the log');
    return 0;
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
}

function checkedOut(): Worktree | undefined {
  try {
    return openWorktree(ROOT, REF);
  } catch (error) {
    say(`REF=${REF} cannot be checked out and installed: ${(error as Error).message}`);
    return undefined;
  }
}

async function roll(oldRoot: string): Promise<void> {
  const database = await createTestDatabase();
  const { credentials, port: postgresPort, name } = database;
  const nats = await startNats({ passwords: credentials.nats });
  const places = { natsUrl: nats.url, postgresPort, database: name };
  const before = await openVersion('before', oldRoot, credentials, places);
  const after = await openVersion('after', ROOT, credentials, places);
  const browser = await startBrowser();
  const people: Person[] = [];
  const said = new Set<string>();
  const step = async (what: string, work: () => Promise<unknown>) => {
    await work();
    say(`ok  ${what}`);
  };
  try {
    await before.provision();
    let gateway = await before.startGateway();
    let persister = await before.startPersister();
    for (const version of [before, after]) {
      people.push(await openPerson(version, `sdk ${version.name}`, gateway.url, said));
    }
    await step('the version before alone', () => talk(people, said, TIMES));

    for (const next of [after, before, after]) {
      await next.provision();
      const beside = await next.startGateway();
      const rows = await next.startPersister();
      for (const version of [before, after]) {
        people.push(
          await openPerson(version, `sdk ${version.name} ${people.length}`, beside.url, said),
        );
      }
      const own = gateway;
      await step(`${next.name} beside the other`, async () => {
        await talk(people, said, TIMES);
        for (const person of people) {
          await person.moveTo(beside.url);
          await person.moveTo(own.url);
        }
        await talk(people, said, TIMES);
        for (const person of people) await person.moveTo(beside.url);
      });
      await own.stop();
      await persister.stop();
      [gateway, persister] = [beside, rows];
      await step(`${next.name} alone`, () => talk(people, said, TIMES));
      for (const person of people) {
        assert.deepEqual(new Set(await person.readBack()), said, `${person.name} reads back`);
      }
    }
    const pages = await pagesThroughBoth(browser, before, after);
    await step(
      'a page of each goes on with the other, and after a reload with what it kept',
      pages,
    );
    await step('the rows equal the log', () => rowsEqualLog(database, said));
    await gateway.stop();
    await persister.stop();
    assert.deepEqual(browser.problems, [], 'the pages complain about nothing');
  } finally {
    for (const person of people) person.close();
    await browser.close();
    await nats.stop();
    await disposeSharedPostgres();
  }
}

type Browser = Awaited<ReturnType<typeof startBrowser>>;

async function pagesThroughBoth(browser: Browser, before: Version, after: Version) {
  const room = async (page: Page, texts: readonly string[]) => {
    for (const text of texts) await message(page, text).waitFor();
  };
  return async () => {
    for (const [first, second] of [
      [before, after],
      [after, before],
    ] as const) {
      const port = await freePort();
      const gateway = await first.startGateway(port);
      const page = await enter(await browser.person(), `${gateway.url}/`, `Page ${first.name}`);
      const texts = [`${first.name}: one`, `${first.name}: two`, `${first.name}: three`];
      await sayOnPage(page, texts[0] ?? '');
      await room(page, texts.slice(0, 1));
      await gateway.stop();
      await sayOnPage(page, texts[1] ?? '');
      const other = await second.startGateway(port);
      await room(page, texts.slice(0, 2));
      await page.reload();
      await room(page, texts.slice(0, 2));
      await sayOnPage(page, texts[2] ?? '');
      await room(page, texts);
      await page.close();
      await other.stop();
    }
  };
}

async function rowsEqualLog(
  database: Awaited<ReturnType<typeof createTestDatabase>>,
  said: ReadonlySet<string>,
): Promise<void> {
  await eventually(
    async () => {
      const rows = await database.sql<{ text: string }>(
        "select text from message where room = 'beside' order by seq",
      );
      assert.equal(rows.length, said.size);
      assert.deepEqual(new Set(rows.map(({ text }) => text)), said);
      const [refused] = await database.sql<{ n: string }>('select count(*) as n from dead_letter');
      assert.equal(Number(refused?.n), 0, 'nothing was refused');
    },
    { deadlineMs: 30_000 },
  );
}
