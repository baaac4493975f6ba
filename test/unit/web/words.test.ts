// What the page says stands in src/web/words, for whoever translates it: no component has words of its own. Each is parsed, so that
// it does not matter how it is laid out.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { parseAst } from 'vite';

/** Attributes that people read, or hear. */
const SAID = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);
/** Ours that become such. */
const SAID_BY_OURS = new Set(['does', 'words']);
/** Those of no person. */
const UNSEEN = new Set(['class', 'rel', 'aria-keyshortcuts', 'data-saving']);
/** Where a sentence may begin, or a word that stands alone: what is compared, or a key's name, is no such thing. */
const SENTENCE = /^\p{Lu}\p{Ll}*[’ …]|^\p{Lu}\p{Ll}+[.?!…]$|\p{L} \p{L}+ \p{L}|\p{L}[.?!…]$/u;
const LETTER = /\p{L}/u;

interface Node {
  type: string;
  [field: string]: unknown;
}

/** What a component says of its own, as it stands there. */
function saidIn(source: string, filename: string): string[] {
  const said: string[] = [];
  const walk = (node: unknown, isShown: boolean): void => {
    if (Array.isArray(node)) for (const one of node) walk(one, isShown);
    if (!isNode(node) || (node.type === 'JSXAttribute' && UNSEEN.has(nameOf(node)))) return;
    const words = wordsOf(node);
    if (words !== undefined && (isShown ? LETTER : SENTENCE).test(words)) said.push(words.trim());
    for (const [field, below] of Object.entries(node)) {
      walk(below, shows(node, field) ?? isShown);
    }
  };
  walk(parseAst(source, { lang: filename.endsWith('x') ? 'tsx' : 'ts' }, filename), false);
  return said;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value;

const nameOf = (attribute: Node): string => String((attribute['name'] as Node)['name']);

function wordsOf({ type, value }: Node): string | undefined {
  if (type === 'JSXText' && typeof value === 'string') return value;
  if (type === 'Literal' && typeof value === 'string') return value;
  if (type !== 'TemplateElement') return undefined;
  return (value as { cooked: string }).cooked;
}

/** Whether what stands in a field of a node is seen as it is; undefined: as much as the node. */
function shows(node: Node, field: string): boolean | undefined {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return field === 'children';
    case 'JSXAttribute':
      return field === 'value' && (SAID.has(nameOf(node)) || SAID_BY_OURS.has(nameOf(node)));
    // What is asked, and what is given to a function, is not what is shown.
    case 'BinaryExpression':
      return node['operator'] === '+' ? undefined : false;
    case 'ConditionalExpression':
      return field === 'test' ? false : undefined;
    case 'MemberExpression':
    case 'CallExpression':
      return false;
    default:
      return undefined;
  }
}

describe('what the page says', () => {
  it('stands in one folder: no component says anything of its own', () => {
    const said = globSync('src/web/{main.tsx,components/*.{ts,tsx}}').flatMap((path) =>
      saidIn(readFileSync(path, 'utf8'), path).map((words) => `${path}: ${words}`),
    );
    assert.deepEqual(said, []);
  });

  it('is seen where a component says something of its own', () => {
    for (const [source, words] of [
      ["const words = 'Nothing was found.';", 'Nothing was found.'],
      ["say('Nothing');<p>{busy ? 'Wait' : 'Go'}</p>", 'Wait,Go'],
      ['<p>Nothing was found.</p>', 'Nothing was found.'],
      ['<p>{count} found</p>', 'found'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is parsed.
      ['<p>{`${count} found`}</p>', 'found'],
      ['<p>\n  you\n</p>', 'you'],
      ['<button aria-label="close it" />', 'close it'],
      ['<a title={`Leave`} />', 'Leave'],
      ["<a title={isOn ? 'off' : undefined} />", 'off'],
      ['<Form does="Save" />', 'Save'],
    ] as const) {
      assert.equal(saidIn(source, 'one.tsx').join(), words, source);
    }
    for (const source of [
      '<a class="icon-button room-more" data-kind="a word" />',
      "key === 'ArrowDown'",
      "const KEYS = { Enter: 'send' };",
      '<p>{WORDS.none} · {WORDS[isOn ? "on" : "off"]}</p>',
      "<p>{kind === 'bot' ? WORDS.bot : WORDS.of('guest')}</p>",
      '// Nothing was found.',
    ]) {
      assert.deepEqual(saidIn(source, 'one.tsx'), [], source);
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
