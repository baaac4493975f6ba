// How far a tool is that goes over the log: a bar on a terminal, a line now and then elsewhere, with rate and time left.
import type { WriteStream } from 'node:tty';

export interface Step {
  from: number;
  /** Everything up to here is done. */
  at: number;
  to: number;
  entries: number;
  /** Where some are looked for. */
  differences?: number;
  /** What is done now, where a tool does several things. */
  what?: string;
}

const BAR = 24;
const TERMINAL_MS = 200;
const LINES_MS = 10_000;

export interface ShownProgress {
  show: (step: Step) => void;
  /** Leaves the terminal's line as it was. */
  stop: () => void;
}

export function showProgress(
  out: Pick<WriteStream, 'write' | 'isTTY'>,
  now: () => number = () => performance.now(),
): ShownProgress {
  const began = now();
  let saidAt = out.isTTY ? Number.NEGATIVE_INFINITY : began;
  let shown = false;
  return {
    show: (step) => {
      const at = now();
      if (at - saidAt < (out.isTTY ? TERMINAL_MS : LINES_MS)) return;
      saidAt = at;
      const line = lineOf(step, (at - began) / 1_000);
      out.write(out.isTTY ? `\r\x1b[K${bar(shareOf(step))} ${line}` : `${line}\n`);
      shown = out.isTTY;
    },
    stop: () => {
      if (shown) out.write('\r\x1b[K');
    },
  };
}

const shareOf = ({ from, at, to }: Step): number => (at - from + 1) / Math.max(1, to - from + 1);

function bar(share: number): string {
  const full = Math.round(BAR * share);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}

function lineOf(step: Step, seconds: number): string {
  const { at, to, entries, differences, what } = step;
  const share = shareOf(step);
  const left = share > 0 ? (seconds / share) * (1 - share) : 0;
  const rate = Math.round(entries / Math.max(seconds, 0.001));
  return [
    ...(what === undefined ? [] : [what]),
    `${number(at)} of ${number(to)}`,
    `${Math.floor(share * 100)} %`,
    `${number(rate)}/s`,
    `${timeOf(left)} left`,
    ...(differences === undefined ? [] : [`${number(differences)} differences`]),
  ].join('  ');
}

const number = (n: number): string => n.toLocaleString('en-US');

const timeOf = (seconds: number): string =>
  seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
