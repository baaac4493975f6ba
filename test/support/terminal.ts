// Somebody at a real terminal: the program in a pseudo-terminal of its own, keys in, what it shows out. `script` (bsdutils, which
// every Debian has) makes the terminal.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { emulator } from '../unit/client/terminal/emulator.ts';
import { eventually } from './eventually.ts';

const TERMINAL = fileURLToPath(new URL('../../src/client/terminal/main.ts', import.meta.url));
const COLUMNS = 160;
/** Drawn before each line that came, and drawn over by it. */
const PROMPTS = /^(?:[#@][^›\n]* › )+/gm;

export interface TestTerminal {
  press: (keys: string) => void;
  type: (line: string) => void;
  /** Waits until that is shown, since the line that was typed last unless told. */
  see: (what: RegExp, since?: 'typed' | 'ever') => Promise<RegExpExecArray>;
  /** Types it, and again, until that is the answer: what it asks for may not be in the rows yet. */
  ask: (line: string, answer: RegExp) => Promise<void>;
  /** Types `/quit`; the exit code. */
  quit: () => Promise<number | null>;
  kill: () => void;
  /** What stands on the screen by now. */
  rows: () => string[];
  /**
   * The terminal, which says its name first, gets another width, as by a window that is pulled: what wrapped does so anew. Resolves when
   * the program has drawn its line for it.
   */
  resize: (columns: number) => Promise<void>;
}

export function sitAtTerminal(env: Record<string, string>, columns = COLUMNS): TestTerminal {
  const command = `tty; stty cols ${columns} rows 40; exec "$NODE" "$PROGRAM"`;
  const child: ChildProcess = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...process.env, ...env, NODE: process.execPath, PROGRAM: TERMINAL, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const screen = emulator(columns);
  let shown = '';
  let typedAt = 0;
  child.stdout?.setEncoding('utf8').on('data', (data: string) => {
    screen.write(data);
    shown += stripVTControlCharacters(data).replaceAll('\r', '');
  });
  const press = (keys: string) => void child.stdin?.write(keys);
  const type = (line: string) => {
    typedAt = shown.length;
    press(`${line}\r`);
  };
  const find = (what: RegExp, since: 'typed' | 'ever') => {
    const text = since === 'ever' ? shown : shown.slice(typedAt);
    const found = what.exec(text) ?? what.exec(text.replaceAll(PROMPTS, ''));
    if (found === null) throw new Error(`${what} in ${text.slice(-3_000)}`);
    return found;
  };
  return {
    press,
    type,
    see: (what, since = 'typed') => eventually(() => find(what, since)),
    ask: (line, answer) =>
      eventually(async () => {
        type(line);
        await eventually(() => find(answer, 'typed'), { deadlineMs: 1_000 });
      }),
    quit: async () => {
      type('/quit');
      const [code] = await exited;
      return code as number | null;
    },
    kill: () => void child.kill('SIGKILL'),
    rows: () => screen.rows(),
    resize: async (to) => {
      const before = shown.length;
      screen.resize(to, { wrapsAnew: true });
      const [device = ''] = /\/dev\/\S+/.exec(shown) ?? [];
      execFileSync('stty', ['-F', device, 'cols', String(to)]);
      await eventually(() => assert.ok(shown.length > before, 'it was drawn'));
    },
  };
}
