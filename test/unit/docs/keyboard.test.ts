// docs/KEYBOARD.md is the list of the tasks that people are seen to do in a browser, as those tests have it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { KEY_WORDS } from '../../../src/web/words/keys.ts';
import { TASKS } from '../../e2e/tasks/all.ts';

const text = readFileSync(new URL('../../../docs/KEYBOARD.md', import.meta.url), 'utf8');
const lines = text.split('\n');

describe('the document of the page’s keys', () => {
  for (const { title, tasks } of TASKS) {
    it(`says of each task how it is done: ${title}`, () => {
      const from = lines.indexOf(`## ${title}`);
      assert.ok(from > 0, 'it has a heading');
      const wanted = tasks.map(({ name, mouse, keys }) => `| ${name} | ${mouse} | ${keys} |`);
      const table = lines.slice(from + 4, from + 4 + wanted.length);
      assert.deepEqual(table, wanted);
      assert.equal(lines[from + 4 + wanted.length], '', 'and of no other');
    });
  }

  it('has at least thirty of them, each once', () => {
    const names = TASKS.flatMap(({ tasks }) => tasks.map(({ name }) => name));
    assert.ok(names.length >= 30);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('lists the keys that the page lists', () => {
    for (const { title, keys } of KEY_WORDS.groups) {
      const from = lines.indexOf(`### ${title}`);
      const wanted = keys.map(({ keys: pressed, does }) => {
        const names = pressed.map((key) => `\`${key === 'Mod' ? 'Ctrl' : key}\``).join(' ');
        return `| ${names} | ${does} |`;
      });
      assert.deepEqual(lines.slice(from + 4, from + 4 + wanted.length), wanted);
    }
  });
});
