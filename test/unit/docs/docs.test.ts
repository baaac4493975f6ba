// The documents say what is there: every link leads somewhere, every scenario of the protocol is a test of that
// title, every decision is in the list.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

/** What GitHub makes of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');

/** Titles of a test file, as patterns: `${…}` in one stands for anything. */
function titlesOf(file: string): RegExp[] {
  return [...read(file).matchAll(/\bit\(\s*(['`])(.+?)\1,/g)].map(([, , title = '']) => {
    const parts = title.split(/\$\{[^}]*\}/).map((part) => RegExp.escape(part));
    return new RegExp(`^${parts.join('.+')}$`);
  });
}

describe('documents', () => {
  for (const document of documents) {
    it(`${document}: every link leads somewhere`, () => {
      const text = read(document);
      const anchors = new Set(
        [...text.matchAll(/^#+ (.+)$/gm)].map(([, head = '']) => anchor(head)),
      );
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', fragment] = target.split('#', 2);
        if (path === '') assert.ok(anchors.has(fragment ?? ''), `no heading for ${target}`);
        else assert.ok(existsSync(resolve(root, dirname(document), path)), `no file ${target}`);
      }
    });
  }

  it('the protocol’s scenarios are tests of these titles', () => {
    const scenarios = [
      ...read('docs/PROTOCOL.md').matchAll(/^\d+\. \*\*(.+?)\*\*:.*\]\(([^)]+)\)$/gm),
    ];
    assert.ok(scenarios.length > 40, 'the scenarios were read');
    for (const [, title = '', link = ''] of scenarios) {
      const titles = titlesOf(join('docs', link));
      assert.ok(
        titles.some((pattern) => pattern.test(title)),
        `${link} has no test "${title}"`,
      );
    }
  });

  it('every decision is in the list of decisions, and short', () => {
    const list = read('docs/adr/README.md');
    for (const file of globSync('docs/adr/0*.md', { cwd: root })) {
      assert.ok(list.includes(`(${file.slice('docs/adr/'.length)})`), `${file} is not listed`);
      assert.ok(read(file).split('\n').length <= 46, `${file} has more than 45 lines`);
    }
  });

  it('every alert has a line that says what to do', () => {
    const alerts = read('k8s/components/monitoring/alerts.yaml').matchAll(/alert: (\w+)/g);
    const names = [...alerts].map(([, name]) => name ?? '');
    const table = [...read('docs/operations.md').matchAll(/^\| `(Chat\w+)`/gm)].map(
      ([, name]) => name,
    );
    assert.ok(names.length > 5, 'the alerts were read');
    assert.deepEqual(table.sort(), names.sort());
  });
});
