// Whatever is typed, comes and happens to the width of the terminal: what was printed stays, and so does what is being typed.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Screen } from '../../../../src/client/terminal/screen.ts';
import { emulator } from './emulator.ts';

const HOME = '\u0001';
const END = '\u0005';
const LEFT = '\u001b[D';

const LETTERS = ['a', 'b', ' ', 'é', '漢', '字', '🙂', 'x', 'y', 'z'];
const words = (maxLength: number) =>
  fc.array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength }).map((all) => all.join(''));
const width = fc.integer({ min: 9, max: 120 });

type Step =
  | { does: 'type'; text: string }
  | { does: 'print'; text: string }
  | { does: 'move'; keys: string }
  | { does: 'aside'; text: string }
  | { does: 'resize'; to: number };

const steps = (resizes: boolean) =>
  fc.array<Step>(
    fc.oneof(
      words(60).map((text): Step => ({ does: 'type', text })),
      words(90).map((text): Step => ({ does: 'print', text: `<${text}>` })),
      fc
        .constantFrom(HOME, END, LEFT, LEFT.repeat(5))
        .map((keys): Step => ({ does: 'move', keys })),
      fc.constantFrom('', 'Eve is typing').map((text): Step => ({ does: 'aside', text })),
      ...(resizes ? [width.map((to): Step => ({ does: 'resize', to }))] : []),
    ),
    { minLength: 1, maxLength: 12 },
  );

/** The line has just the new width: whoever counts rows takes the cursor to be in the next one. */
const FILLS_ITS_ROW: Step[] = [
  { does: 'resize', to: 42 },
  { does: 'aside', text: 'Eve is typing' },
  { does: 'resize', to: 9 },
  { does: 'print', text: '<a>' },
  { does: 'resize', to: 21 },
  { does: 'type', text: 'a' },
];

/** What a person reads, however it wraps. */
const read = (rows: readonly string[]) => rows.join('').replaceAll(' ', '');

interface Seen {
  printed: string;
  typed: string;
  screen: string;
}

async function see(columns: number, done: readonly Step[], wrapsAnew: boolean): Promise<Seen> {
  const [input, output] = [new PassThrough(), emulator(columns)];
  const screen = new Screen(input, output);
  screen.listen({
    typed: () => undefined,
    changed: () => undefined,
    completed: () => undefined,
    closed: () => undefined,
  });
  screen.prompt('r');
  let printed = '';
  try {
    for (const step of done) {
      if (step.does === 'print') {
        screen.print(step.text);
        printed += step.text;
      } else if (step.does === 'resize') output.resize(step.to, { wrapsAnew });
      else if (step.does === 'aside') screen.aside(step.text);
      else {
        input.write(step.does === 'type' ? step.text : step.keys);
        await turn();
        await turn();
      }
    }
    screen.aside('');
    const typed = screen.typed.replaceAll(' ', '');
    return { printed: printed.replaceAll(' ', ''), typed, screen: read(output.rows()) };
  } finally {
    screen.close();
  }
}

describe('a line that is being typed, at any width', () => {
  it('stays whole below what is printed meanwhile, which stays whole above it', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(width, steps(false), async (columns, done) => {
        const { printed, typed, screen } = await see(columns, done, true);
        assert.equal(screen, `${printed}#r›${typed}`);
      }),
      { numRuns: 300 },
    );
  });

  for (const [which, wrapsAnew] of [
    ['wraps its rows anew', true],
    ['leaves its rows as they are', false],
  ] as const) {
    it(`loses nothing of what was printed, nor of itself, where a terminal that ${which} gets another width`, async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(width, steps(true), async (columns, done) => {
          const { printed, typed, screen } = await see(columns, done, wrapsAnew);
          assert.ok(screen.endsWith(`#r›${typed}`), screen);
          let from = 0;
          for (const [line] of printed.matchAll(/<[^>]*>/g)) {
            const at = screen.indexOf(line, from);
            assert.ok(at >= 0, `${line} is gone from ${screen}`);
            from = at + line.length;
          }
        }),
        { numRuns: 300, examples: [[9, FILLS_ITS_ROW]] },
      );
    });
  }
});
