// What the page says stands in src/web/words, for whoever translates it. Some components have their words beside them still: they
// are named here, and the names only become fewer.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, it } from 'mocha';

const STILL_BESIDE: readonly string[] = [
  'about-room.tsx',
  'add-room.tsx',
  'app.tsx',
  'archive.tsx',
  'code-block.tsx',
  'completion-list.tsx',
  'composer-emoji.tsx',
  'composer-hint.tsx',
  'composer.tsx',
  'composing-bar.tsx',
  'create-room.tsx',
  'emoji-groups.tsx',
  'emoji-picker.tsx',
  'invitations.tsx',
  'invite.tsx',
  'kind-choice.tsx',
  'message-popup.tsx',
  'message.tsx',
  'on-its-way.tsx',
  'people-picker.tsx',
  'person-dialog.tsx',
  'provider-sign-in.tsx',
  'quote.tsx',
  'reactions.tsx',
  'rename.tsx',
  'sign-in.tsx',
  'skin-tones.tsx',
  'use-writing-keys.ts',
  'write-to.tsx',
];

/** A sentence, or the beginning of one, in quotes; and words between tags or in what a screen reader says. */
const SAYS = [
  /(['"`])[A-Z][a-z’]*[ …][^'"`\n]*\1/,
  /[a-z"'}]>\s*[A-Z][\w’]*[^<>{}=;]*</,
  /\s(?:aria-label|title|placeholder|label)=(?:"[^"]*[a-z]{2}[^"]*"|\{`[^`]*[a-z]{2}[^`]*`\})/,
];

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');

const speaks = (path: string): boolean => {
  const text = withoutComments(readFileSync(path, 'utf8'));
  return SAYS.some((sign) => sign.test(text));
};

describe('what the page says', () => {
  it('stands in one folder, but for components that are named', () => {
    const speaking = globSync('src/web/components/*.{ts,tsx}').filter(speaks);
    assert.deepEqual(speaking.map((path) => basename(path)).sort(), [...STILL_BESIDE].sort());
  });

  it('is seen where a component says something of its own', () => {
    for (const line of [
      "const words = 'Nothing was found.';",
      '<p>Nothing was found.</p>',
      '<button aria-label="close it">',
      'title={`Leave it`}',
    ]) {
      assert.ok(
        SAYS.some((sign) => sign.test(line)),
        line,
      );
    }
    for (const line of [
      'class="icon-button room-more"',
      "key === 'ArrowDown'",
      '<p>{WORDS.none}</p>',
    ]) {
      assert.ok(!SAYS.some((sign) => sign.test(line)), line);
    }
  });

  it('is told apart from code: it knows no component and no model but their types', () => {
    for (const path of globSync('src/web/words/*.ts')) {
      for (const line of readFileSync(path, 'utf8').split('\n')) {
        if (line.startsWith('import ')) assert.match(line, /^import type /, `${path}: ${line}`);
      }
    }
  });
});
