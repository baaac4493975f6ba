// A program's whole log. Invariant: where it cannot be written (a full disk, say), the program goes on; lines are lost
// until it can be written again, and that is said once.
import { createWriteStream, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

export interface LogFile {
  write: (line: string) => void;
  end: () => void;
}

export interface LogFileOptions {
  onTrouble: (error: Error) => void;
  now?: () => number;
}

/** After trouble, lines are dropped for so long before the file is opened again. */
export const REOPEN_MS = 10_000;

export function openLogFile(path: string, options: LogFileOptions): LogFile {
  const { onTrouble, now = () => performance.now() } = options;
  let stream: WriteStream | undefined;
  let reopenAt = Number.NEGATIVE_INFINITY;
  let troubled = false;

  const open = (): WriteStream => {
    const opened = createWriteStream(path, { flags: 'a', mode: 0o600 });
    opened.on('error', (error) => {
      if (stream !== opened) return;
      stream = undefined;
      reopenAt = now() + REOPEN_MS;
      if (!troubled) onTrouble(error);
      troubled = true;
    });
    return opened;
  };
  stream = open();
  return {
    write: (line) => {
      if (stream === undefined && now() >= reopenAt) stream = open();
      stream?.write(`${line}\n`, (error) => {
        if (!error) troubled = false;
      });
    },
    end: () => stream?.end(),
  };
}

/** Keeps the log of the run before beside the new one. */
export function rotate(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    renameSync(path, `${path}.1`);
  } catch {
    // The first start: there is no log yet.
  }
}
