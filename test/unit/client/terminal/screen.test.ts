import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, it } from 'mocha';
import { Screen } from '../../../../src/client/terminal/screen.ts';
import { wrapsOf } from '../../../../src/client/terminal/width.ts';
import { emulator } from './emulator.ts';

const HOME = '\u0001';

describe('the screen of the terminal chat', () => {
  const open: Screen[] = [];
  afterEach(() => {
    for (const screen of open.splice(0)) screen.close();
  });
  const sit = (columns: number) => {
    const [input, output] = [new PassThrough(), emulator(columns)];
    const screen = new Screen(input, output);
    open.push(screen);
    const typed = (line: string) => {
      screen.eraseEntered(line);
      screen.prompt('lobby');
    };
    screen.listen({
      typed,
      changed: () => undefined,
      completed: () => undefined,
      closed: () => undefined,
    });
    screen.prompt('lobby');
    const press = async (keys: string) => {
      input.write(keys);
      await turn();
      await turn();
    };
    return { screen, press, rows: () => output.rows().filter((row) => row !== '') };
  };

  for (const [where, key] of [
    ['at its end', ''],
    ['back at its beginning', HOME],
  ] as const) {
    it(`keeps what arrives while a line that wraps is typed, the cursor ${where}`, async () => {
      const line = 'a long thought '.repeat(4).trimEnd();
      const { screen, press, rows } = sit(20);
      await press(line);
      await press(key);
      for (const text of ['one', 'two', 'three']) screen.print(text);
      assert.deepEqual(rows().slice(0, 3), ['one', 'two', 'three']);
      assert.equal(
        rows().slice(3).join('').replaceAll(' ', ''),
        `#lobby›${line.replaceAll(' ', '')}`,
      );
      await press('!');
      screen.print('four');
      assert.deepEqual(rows().slice(0, 4), ['one', 'two', 'three', 'four']);
    });
  }

  for (const columns of [20, 40, 80]) {
    it(`keeps what is typed when something is said beside the room’s name, ${columns} columns wide`, async () => {
      const line = 'a long thought, 漢字, 🙂 '.repeat(4).trimEnd();
      const { screen, press, rows } = sit(columns);
      screen.print('said before');
      await press(line);
      await press(`${HOME}\u001b[C`);
      const typed = () => rows().slice(1).join('').replaceAll(' ', '');
      const expected = (prompt: string) => `${prompt}${line}`.replaceAll(' ', '');
      screen.aside('Grace is typing');
      assert.equal(rows()[0], 'said before');
      assert.equal(typed(), expected(columns === 80 ? '#lobby · Grace is typing › ' : '#lobby › '));
      screen.print('meanwhile');
      screen.aside('');
      assert.deepEqual(rows().slice(0, 2), ['said before', 'meanwhile']);
      assert.equal(rows().slice(2).join('').replaceAll(' ', ''), expected('#lobby › '));
      await press('\r');
      assert.deepEqual(rows(), ['said before', 'meanwhile', '#lobby ›']);
    });
  }

  it('keeps what was printed where such a word makes the line wrap, and no more', async () => {
    const { screen, press, rows } = sit(60);
    const line = 'x'.repeat(45);
    screen.print('said before');
    await press(line);
    screen.aside('Eve is typing');
    assert.equal(rows()[0], 'said before');
    assert.equal(rows().slice(1).join(''), `#lobby · Eve is typing › ${line}`);
    screen.aside('');
    assert.deepEqual(rows(), ['said before', `#lobby › ${line}`]);
  });

  it('takes a line away whole that stands behind such a word', async () => {
    const { screen, press, rows } = sit(60);
    screen.print('said before');
    screen.aside('Eve is typing');
    await press('x'.repeat(60 - '#lobby › '.length));
    await press('\r');
    assert.deepEqual(rows(), ['said before', '#lobby · Eve is typing ›']);
  });

  it('says nothing beside the name that is longer than half of a row, nor after its end', () => {
    const { screen, rows } = sit(40);
    screen.aside('Somebody with a long name is typing');
    assert.deepEqual(rows(), ['#lobby ›']);
    screen.close();
    screen.aside('Eve is typing');
    assert.deepEqual(rows(), ['#lobby ›']);
  });

  for (const [what, line] of [
    ['that fills its rows exactly', 'x'.repeat(20 - '#lobby › '.length + 20)],
    ['of wide letters', '漢'.repeat(30)],
    ['of emoji', '🙂'.repeat(17)],
    ['with marks on its letters', 'e\u0301'.repeat(30)],
    ['with tabs', 'a\tb'],
  ] as const) {
    it(`takes a line ${what} away whole, and nothing above it`, async () => {
      const { screen, press, rows } = sit(20);
      screen.print('said before');
      await press(line);
      await press('\r');
      assert.deepEqual(rows(), ['said before', '#lobby ›']);
    });
  }

  it('prints nothing any more after its end', () => {
    const { screen, rows } = sit(40);
    screen.print('said before');
    screen.close();
    screen.print('too late');
    assert.deepEqual(rows(), ['said before', '#lobby ›']);
  });

  it('counts an emoji of several parts as one wide letter', () => {
    assert.equal(wrapsOf('👩‍💻'.repeat(10), 20), 1);
    assert.equal(wrapsOf('👩‍💻'.repeat(9), 20), 0);
  });
});
