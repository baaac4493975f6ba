// What one version keeps and another one finds: sent as it was meant, or left where it is.
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createKnownCommands } from '../../../src/client/known-commands.ts';
import { LATER, laterCommand } from './commands.ts';
import { live, script } from './scripted.ts';

const NOW = createKnownCommands();
const about = { id: '01900000-0000-7000-8000-000000000001', room: 'lobby' };
const post = { type: 'post', ...about, text: 'hello' } as const;
const silent = laterCommand({ ...post, silent: 7 });
const poll = laterCommand({ type: 'poll', ...about, target: 7, text: 'hullo' });

/** What programs before any other command took for a message, and sent as one. */
const isOldPost = (value: unknown): boolean => {
  const { id, room, text, sent } = value as Record<string, unknown>;
  const strings = [id, room, text].every((one) => typeof one === 'string');
  return strings && typeof sent === 'boolean';
};

describe('what storage has of a command', () => {
  it('is a post where an older version left one, which had no type', () => {
    const stored = { ...about, text: 'hello', sent: true };
    assert.deepEqual(NOW.fromStored(stored), { command: post, sent: true });
  });

  for (const [what, command] of [
    ['post', post],
    ['silent', silent],
    ['poll', poll],
  ] as const) {
    it(`is the ${what} that was kept`, () => {
      for (const sent of [true, false]) {
        const stored = JSON.parse(JSON.stringify(LATER.toStored({ command, sent })));
        assert.equal(stored.id, about.id);
        assert.deepEqual(LATER.fromStored(stored), { command, sent });
      }
    });
  }

  it('is read by older versions as a post only where it says nothing but a text', () => {
    const stored = [post, silent, poll].map((command) => LATER.toStored({ command, sent: false }));
    assert.deepEqual(stored.map(isOldPost), [true, false, false]);
  });

  for (const [what, stored] of [
    ['a type of a newer version', LATER.toStored({ command: poll, sent: false })],
    ['a field of a newer version', LATER.toStored({ command: silent, sent: false })],
    ['a flat field of a newer version', { ...post, hushed: true, sent: false }],
    ['a name of every object', { id: 'x', command: { ...about, type: 'toString' }, sent: false }],
    ['a post without text', { ...about, sent: false }],
    ['a post without room', { id: about.id, text: 'hello', sent: false }],
    ['nothing about being sent', { ...post }],
    ['no command at all', ['post']],
  ] as const) {
    it(`is nothing to send where it is ${what}`, () => {
      assert.equal(NOW.fromStored(stored), undefined);
    });
  }

  it('stays where a newer version left it, and what this one knows goes out past it', () => {
    const run = script();
    const known = { ...about, id: `${about.id.slice(0, -1)}2`, text: 'hello', sent: false };
    run.machine.load([LATER.toStored({ command: poll, sent: false }), known]);
    run.input({ type: 'join', room: 'lobby', options: {}, cursor: undefined });
    run.welcome({ commands: ['join', 'post', 'poll'] });
    run.frame({ type: 'live', room: 'lobby', seq: 0 });
    const posts = run.takeSent().filter(({ type }) => type === 'post' || `${type}` === 'poll');
    assert.deepEqual(posts, [{ ...post, id: known.id }]);
    assert.deepEqual(
      run.effects.filter(({ do: what }) => what === 'forget'),
      [],
    );
  });

  it('is given back whole when it is refused for good', () => {
    const run = live({ known: LATER });
    run.input({ type: 'command', command: poll });
    run.frame({ type: 'error', code: 'forbidden', message: 'no', id: about.id });
    const [unsent] = run.takeEmitted('unsent');
    assert.deepEqual(unsent?.command, poll);
    assert.deepEqual([unsent?.id, unsent?.room], [about.id, 'lobby']);
  });
});
