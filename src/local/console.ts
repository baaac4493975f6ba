// What a person sees while everything starts and runs: one line a step, and of the programs' logs only what needs
// eyes (the whole log is in DATA_DIR/logs). Colours only on a terminal.
import { styleText } from 'node:util';
import { printable } from '../shared/printable.ts';

type Style = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

export interface Console {
  /** A step that takes a while: said when it starts, and again with its time when it is done. */
  step: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  say: (line: string) => void;
  note: (line: string) => void;
  warn: (line: string) => void;
  /** One line of a program, if it is worth showing. */
  relay: (program: string, line: string) => void;
}

const SLOW_MS = 100;

export function createConsole(level: string | undefined): Console {
  const paint = (style: Style, text: string) =>
    process.stdout.isTTY ? styleText(style, text) : text;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  // A closed terminal or a full disk takes no more lines: the chat goes on without them.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  return {
    step: async (what, work) => {
      print(`${paint('dim', '·')} ${what}`);
      const startedAt = performance.now();
      const result = await work();
      const tookMs = performance.now() - startedAt;
      if (tookMs >= SLOW_MS) {
        print(
          `${paint('green', '✓')} ${what} ${paint('dim', `(${(tookMs / 1000).toFixed(1)} s)`)}`,
        );
      }
      return result;
    },
    say: print,
    note: (line) => print(paint('dim', `  ${line}`)),
    warn: (line) => print(paint('yellow', `! ${line}`)),
    relay: (program, line) => {
      const shown = readable(line, level);
      if (shown === undefined) return;
      print(`${paint(shown.bad ? 'red' : 'dim', program)} ${shown.text}`);
    },
  };
}

const LEVELS: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};
/** Without LOG_LEVEL: what needs eyes. */
const QUIET = 40;
const BAD = 50;

/** Lines that are as expected on one machine. */
const EXPECTED =
  /Plaintext passwords detected|^oidc-provider WARNING: (a quick start .* in-memory|Unsupported runtime)/;

/** A log line for people, or undefined when its level is below what was asked for. */
export function readable(
  line: string,
  level: string | undefined,
): { text: string; bad: boolean } | undefined {
  const from = level === undefined ? QUIET : (LEVELS[level] ?? QUIET);
  const { number, text } = parse(line);
  if (number < from || EXPECTED.test(text)) return undefined;
  // A line may hold what people wrote: the terminal obeys none of it.
  return { text: printable(text, { multiline: true }), bad: number >= BAD };
}

/** Our programs write pino's JSON, nats-server `[INF]`, Postgres `LOG:`; anything else is worth showing. */
function parse(line: string): { number: number; text: string } {
  if (line.startsWith('{')) return parseJson(line);
  const nats = /^\[\d+\] \S+ \S+ \[(TRC|DBG|INF|WRN|ERR|FTL)\] (.*)$/.exec(line);
  if (nats !== null) return { number: NATS_LEVELS[nats[1] ?? ''] ?? QUIET, text: nats[2] ?? '' };
  const postgres = /(?:UTC|GMT) \[\d+\] (\w+):\s+(.*)$/.exec(line);
  if (postgres !== null) {
    return {
      number: POSTGRES_LEVELS[postgres[1] ?? ''] ?? LEVELS['info'] ?? 30,
      text: postgres[2] ?? '',
    };
  }
  return { number: QUIET, text: line };
}

const NATS_LEVELS: Record<string, number> = {
  TRC: 10,
  DBG: 20,
  INF: 30,
  WRN: 40,
  ERR: 50,
  FTL: 60,
};
const POSTGRES_LEVELS: Record<string, number> = { WARNING: 40, ERROR: 50, FATAL: 50, PANIC: 60 };
/** Fields of a log line that say nothing new on one machine. */
const KNOWN = new Set(['level', 'time', 'service', 'version', 'instance', 'msg', 'err']);

function parseJson(line: string): { number: number; text: string } {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    // A line that was cut; better shown as it is than lost.
    return { number: QUIET, text: line };
  }
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !KNOWN.has(name)));
  const error = fields['err'] as { message?: string } | undefined;
  const parts = [String(fields['msg'] ?? '')];
  if (error?.message !== undefined) parts.push(`(${error.message})`);
  if (Object.keys(rest).length > 0) parts.push(JSON.stringify(rest));
  return { number: Number(fields['level'] ?? QUIET), text: parts.join(' ') };
}
