// The list of messages in a long room: of 20,000 a few are drawn, what is read stays where it is, and everything can be reached.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { encodeFact, posted } from '../support/facts.ts';
import { publishRaw, rowSequences } from '../support/log.ts';
import { uuid7 } from '../support/wire.ts';
import { getsFocus, hasFocus, message, openRoom, PHONE, say } from './web-browser.ts';
import { webStage } from './web-stage.ts';

const MESSAGES = 20_000;
/** What is in sight, and about as much above and below as fits on two more screens. */
const DRAWN_MAX = 150;

describe('the page’s list of messages', () => {
  const stage = webStage();
  let ada: Page;
  before(async function () {
    this.timeout(180_000);
    await fill('vast', MESSAGES);
    await fill('long', 400);
    // Pages of the past come from there.
    await eventually(
      async () => assert.ok((await rowSequences(stage.chat)).length >= MESSAGES + 400),
      { deadlineMs: 60_000 },
    );
    ada = await stage.arrive('Ada');
  });

  /** As if somebody had said all that long ago; of different heights. */
  async function fill(room: string, count: number): Promise<void> {
    const user = { id: 'guest-past', name: 'Past' };
    const entries = Array.from({ length: count }, (_, index) => {
      const text = `line ${index + 1}${' and more'.repeat(index % 13 === 0 ? 40 : 0)}`;
      const payload = encodeFact(posted({ id: uuid7(), room, user, text }));
      return { subject: `chat.room.${room}.message`, payload };
    });
    await publishRaw(stage.chat, entries);
    await stage.bot.join(room);
  }

  const box = (page = ada) => page.locator('.scroller');
  const scrollTo = (top: number, page = ada) =>
    box(page).evaluate((node, to) => node.scrollTo(0, to < 0 ? node.scrollHeight : to), top);
  const drawn = (page = ada) => page.locator('.message').count();
  /** Anew: at its end. */
  const open = async (room: string, page = ada) => {
    await openRoom(page, 'lobby');
    await openRoom(page, room);
    await page.getByLabel(`Message to ${room}`).waitFor();
    await page.locator('.message').last().waitFor();
  };
  /** The numbers of the lines in sight, from above. */
  const inSight = (page = ada) => page.evaluate(IN_SIGHT) as Promise<number[]>;
  const settled = async (page = ada) => {
    await page.evaluate(PICTURES);
    return await inSight(page);
  };
  /** Where a line stands on the screen. */
  const topOf = (page: Page, line: number) =>
    message(page, `line ${line}`).evaluate((row) => row.getBoundingClientRect().top);

  it('draws a bounded part of 20,000, in order and without a hole in sight, however far one scrolls or jumps', async () => {
    await open('vast');
    const walk = (await ada.evaluate(`(${UP})(4000)`)) as Record<string, number>;
    assert.equal(walk['wrong'], 0, 'lines in sight follow each other');
    assert.ok((walk['mostDrawn'] ?? 0) <= DRAWN_MAX, `${walk['mostDrawn']} were drawn`);
    const lines = await inSight();
    // A short one, which says its number and nothing else.
    const line = lines.find((number) => number % 13 !== 1) ?? 0;
    const seq = await message(ada, `line ${line}`).getAttribute('data-seq');
    const first = Number(seq) - line + 1;
    const answer = { type: 'post', id: uuid7(), room: 'vast', text: 'about the first' };
    stage.bot.send({ ...answer, replyTo: first });
    await ada.getByRole('button', { name: 'Jump to the present' }).click();
    await message(ada, 'about the first').locator('.quote').click();
    await eventually(async () => assert.ok((await inSight()).includes(1)));
    await ada.getByText('You are reading older messages.').waitFor();
    assert.ok((await drawn()) <= DRAWN_MAX);
    await ada.getByRole('button', { name: 'Jump to the present' }).click();
    await message(ada, 'about the first').waitFor();
    await eventually(async () => assert.equal((await inSight()).at(-1), MESSAGES));
  }).timeout(120_000);

  it('draws a few rows with every second picture for whoever scrolls, a screen before them and less behind', async () => {
    await open('long');
    await ada.evaluate(`(${UP})(250)`);
    // Nothing is fetched there.
    for (const top of [3_600, 3_500]) {
      await scrollTo(top);
      await settled();
    }
    const up = (await ada.evaluate(`(${DRAWN_ON_THE_WAY})(-40, 30)`)) as Drawn;
    assert.ok(
      up.most > 0 && up.most <= 6,
      `${up.most} rows came with one picture, in sight came two`,
    );
    assert.equal(up.inARow, 1, 'pictures one after the other that rows came with');
    await settled();
    const above = (await ada.evaluate(AROUND)) as Around;
    assert.ok(
      above.before > 600 && above.behind > 150 && above.behind < 400,
      JSON.stringify(above),
    );
    await ada.evaluate(`(${DRAWN_ON_THE_WAY})(40, 10)`);
    await settled();
    const below = (await ada.evaluate(AROUND)) as Around;
    assert.ok(
      below.behind > 600 && below.before > 150 && below.before < 400,
      JSON.stringify(below),
    );
  });

  it('has a first picture of what is in sight, and what is around that behind it', async () => {
    const kim = await stage.arrive('Kim');
    await kim.evaluate(FIRST_PICTURE);
    await open('long', kim);
    await settled(kim);
    const first = (await kim.evaluate('firstPicture')) as number;
    const inAll = await drawn(kim);
    assert.ok(first > 10 && first < 30 && inAll >= 2 * first, `${first} of ${inAll} rows`);
  });

  it('has older messages there before what is drawn around whoever scrolls ends', async () => {
    const kim = await stage.arrive('Kim');
    await open('long', kim);
    await settled(kim);
    const height = () => box(kim).evaluate((node) => node.scrollHeight);
    const before = await height();
    const top = await box(kim).evaluate((node) => node.scrollTop);
    assert.ok(top > 700 && before < 2_500, 'its end is read, and nothing is fetched for that');
    await scrollTo(top - 100, kim);
    await eventually(async () => assert.ok((await height()) > before + 1_000));
  });

  it('comes down again to the present, past what was let go of meanwhile', async () => {
    await open('vast');
    const up = (await ada.evaluate(`(${UP_AND_DOWN})(2500)`)) as { wrong: number; lowest: number };
    assert.equal(up.wrong, 0);
    assert.ok(up.lowest < MESSAGES - 2_400, `up to line ${up.lowest}`);
    assert.equal((await inSight()).at(-1), MESSAGES);
    assert.equal(await ada.getByText('You are reading older messages.').count(), 0);
  }).timeout(120_000);

  it('does not move what is read while pages come in above, messages change above, and others come below', async () => {
    await open('long');
    await scrollTo(500);
    const line = (await settled()).slice(2).find((number) => number % 13 !== 1) ?? 0;
    const before = await topOf(ada, line);
    const steady = async (what: string) => {
      const moved = (await topOf(ada, line)) - before;
      assert.ok(Math.abs(moved) <= 1, `${what}: line ${line} moved by ${moved} px`);
    };
    const [first] = await ada
      .locator('.message')
      .evaluateAll((rows) => rows.map((row) => Number(row.dataset.seq)));
    assert.ok(first);
    for (const emoji of ['👍', '🎉'])
      stage.bot.send({ type: 'react', id: uuid7(), room: 'long', target: first, emoji, on: true });
    await ada.locator('.chip').first().waitFor({ state: 'attached' });
    await settled();
    await steady('reactions above');
    await stage.bot.post('long', 'said below');
    await message(ada, 'said below').waitFor({ state: 'attached' });
    await settled();
    await steady('a message below');
    await ada.setViewportSize({ width: 1_100, height: 500 });
    await settled();
    await steady('a lower window');
    await ada.setViewportSize({ width: 1_100, height: 700 });
    await settled();
    await steady('a higher window');
  });

  it('keeps the newest message in sight while heights change and the window becomes another', async () => {
    await open('long');
    const { seq } = await stage.bot.post('long', 'line 1001');
    await eventually(async () => assert.equal((await inSight()).at(-1), 1_001));
    stage.bot.send({
      type: 'react',
      id: uuid7(),
      room: 'long',
      target: seq,
      emoji: '👍',
      on: true,
    });
    await ada.locator('.message').last().locator('.chip').first().waitFor();
    for (const size of [PHONE.viewport, { width: 1_100, height: 700 }]) {
      await ada.setViewportSize(size);
      await eventually(async () => {
        assert.equal((await settled()).at(-1), 1_001);
        assert.ok(await box().evaluate((b) => b.scrollHeight - b.scrollTop - b.clientHeight < 2));
      });
    }
  });

  it('is gone through by keyboard, also to what is not drawn', async () => {
    await open('vast');
    await ada.locator('.composer textarea').focus();
    await ada.keyboard.press('Shift+Tab');
    const last = ada.locator('.message').last();
    await getsFocus(last);
    for (let i = 0; i < 45; i += 1) await ada.keyboard.press('ArrowUp');
    const focused = async () =>
      Number(/line (\d+)/.exec((await ada.locator(':focus').textContent()) ?? '')?.[1]);
    const line = await focused();
    assert.ok(line <= MESSAGES - 44, `${line} is 45 up`);
    assert.ok((await settled()).includes(line), 'it is in sight');
    // Scrolled away by wheel the focus stays, and the keys go on from there.
    await scrollTo(-1);
    await settled();
    assert.equal(await focused(), line);
    assert.ok(!(await inSight()).includes(line));
    await ada.keyboard.press('ArrowUp');
    await eventually(async () => assert.equal(await focused(), line - 1));
    await ada.keyboard.press('End');
    await getsFocus(last);
    await ada.keyboard.press('Home');
    await eventually(async () => {
      const top = (await inSight())[0] ?? 0;
      assert.ok(top < MESSAGES - 40 && !(await hasFocus(last)));
    });
    await ada.keyboard.press('PageDown');
    await ada.keyboard.press('Escape');
    await getsFocus(ada.locator('.composer textarea'));
  });

  it('keeps a selection over several messages while one scrolls on', async () => {
    await open('vast');
    await eventually(async () => assert.equal((await inSight()).at(-1), MESSAGES));
    await settled();
    const from = MESSAGES - 9;
    await ada.evaluate(`(${SELECT})(${from}, ${MESSAGES - 2})`);
    await scrollTo(0);
    await settled();
    await scrollTo(0);
    await settled();
    const selected = (await ada.evaluate('String(getSelection())')) as string;
    for (let line = from; line < MESSAGES - 2; line += 1)
      assert.ok(selected.includes(`line ${line}`), `line ${line} is selected`);
    await ada.evaluate('getSelection().removeAllRanges()');
    await eventually(async () => assert.equal(await message(ada, `line ${from}`).count(), 0));
  });

  it('says once that the browser’s own search finds what is drawn only', async () => {
    await open('vast');
    await ada.keyboard.press('Control+f');
    const note = ada.getByText(/^Your browser looks only through/);
    await note.waitFor();
    await note.waitFor({ state: 'hidden' });
    await openRoom(ada, 'lobby');
    await say(ada, 'a short room');
    await message(ada, 'a short room').waitFor();
    await ada.keyboard.press('Control+f');
    assert.equal(await note.count(), 0);
  });
});

const IN_SIGHT = `(() => {
  const box = document.querySelector('.scroller').getBoundingClientRect();
  return [...document.querySelectorAll('.message')].flatMap((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    const line = /^line (\\d+)/.exec(row.querySelector('.text')?.textContent ?? '');
    return line && bottom > box.top + 1 && top < box.bottom - 1 ? [Number(line[1])] : [];
  });
})()`;

/** Until what was asked for is on the screen, with all that is drawn around it. */
const PICTURES = `(async () => {
  for (let i = 0; i < 20; i += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
})()`;

const LOOK = `(() => {
  const lines = ${IN_SIGHT};
  return { lines, wrong: lines.filter((line, i) => i > 0 && line !== lines[i - 1] + 1).length };
})()`;

/** How many lines there are in the first picture with any. */
const FIRST_PICTURE = `(() => {
  const lines = () => [...document.querySelectorAll('.message .text')].filter(({ textContent }) => /^line /.test(textContent));
  const look = () => {
    if (lines().length > 0) window.firstPicture = lines().length;
    else requestAnimationFrame(look);
  };
  look();
})()`;

interface Drawn {
  most: number;
  inARow: number;
}
/**
 * Scrolled by so many pixels a picture, so many pictures: how many rows came with one of them at most, and with how many one after
 * the other.
 */
const DRAWN_ON_THE_WAY = `async (step, pictures) => {
  const box = document.querySelector('.scroller');
  const picture = () => new Promise(requestAnimationFrame);
  const drawn = () => new Set(document.querySelectorAll('.message'));
  let [most, inARow, now, before] = [0, 0, 0, drawn()];
  for (let i = 0; i < pictures; i += 1) {
    await picture();
    const rows = drawn();
    const came = [...rows].filter((row) => !before.has(row)).length;
    most = Math.max(most, came);
    now = came > 0 ? now + 1 : 0;
    inARow = Math.max(inARow, now);
    before = rows;
    box.scrollTop += step;
  }
  return { most, inARow };
}`;

interface Around {
  before: number;
  behind: number;
}
/** How far rows are drawn above and below what is in sight, pixels; the last one of all always is. */
const AROUND = `(() => {
  const box = document.querySelector('.scroller').getBoundingClientRect();
  const rows = [...document.querySelectorAll('.message')].slice(0, -1).map((row) => row.getBoundingClientRect());
  return { before: box.top - rows[0].top, behind: rows.at(-1).bottom - box.bottom };
})()`;

/** Up past so many lines; what it saw on the way. A page that a busy machine did not bring is asked for again. */
const UP = `async (count) => {
  const box = document.querySelector('.scroller');
  const walk = { wrong: 0, mostDrawn: 0, line: Infinity };
  const [first] = (${LOOK}).lines;
  while (walk.line > first - count) {
    box.scrollTop = 0;
    document.querySelector('.older button')?.click();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { lines, wrong } = ${LOOK};
    walk.wrong += wrong;
    walk.line = lines[0] ?? walk.line;
    walk.mostDrawn = Math.max(walk.mostDrawn, document.querySelectorAll('.message').length);
  }
  return walk;
}`;

/** Up past so many lines, and down until the end follows. */
const UP_AND_DOWN = `async (count) => {
  const box = document.querySelector('.scroller');
  const picture = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  let [wrong, lowest, first] = [0, Infinity, (${LOOK}).lines[0]];
  const look = () => {
    const seen = ${LOOK};
    wrong += seen.wrong;
    lowest = Math.min(lowest, seen.lines[0] ?? Infinity);
  };
  while (lowest > first - count) {
    box.scrollTop = 0;
    document.querySelector('.older button')?.click();
    await picture();
    look();
  }
  while (document.querySelector('.past-bar') !== null || box.scrollHeight - box.scrollTop - box.clientHeight > 2) {
    box.scrollTop = box.scrollHeight;
    document.querySelector('.older button')?.click();
    await picture();
    look();
  }
  return { wrong, lowest };
}`;

const SELECT = `(from, to) => {
  const rows = [...document.querySelectorAll('.message .text')];
  const textOf = (line) => rows.find((row) => row.textContent.startsWith('line ' + line)).firstChild;
  getSelection().setBaseAndExtent(textOf(from), 0, textOf(to), 1);
}`;
