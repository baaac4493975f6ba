// What a run may not leave behind: sockets, servers, timers that hold the process, children, files.
import { livingProcesses } from './children.ts';
import { eventually } from './eventually.ts';
import { forgottenFiles } from './temp.ts';

/** What Node calls the things that count; stdio is none of them. */
const COUNTED = /^(TCP(Socket|Server)Wrap|TCPSERVERWRAP|TCPWRAP|ProcessWrap|UDPWrap)$/i;
/** One that is waited for; one that is `unref`ed is not told. */
const TIMER = 'Timeout';

/** @param timers so many are of who asks. */
function openHandles(timers: number): string[] {
  const open = process.getActiveResourcesInfo();
  const running = open.filter((name) => name === TIMER);
  return [...open.filter((name) => COUNTED.test(name)), ...running.slice(timers)];
}

/** A kept-alive connection of `fetch` closes itself within this. */
const SETTLE_MS = 8_000;

/** Throws when anything is left but `timers` of the caller's, after a moment for what is just closing. */
export async function assertNothingLeft({ timers = 0 } = {}): Promise<void> {
  const files = forgottenFiles();
  await eventually(
    () => {
      const left = [
        ...openHandles(timers).map((name) => `open handle: ${name}`),
        ...livingProcesses().map((command) => `process: ${command}`),
        ...files.map((name) => `file: ${name}`),
      ];
      if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
    },
    { deadlineMs: files.length > 0 ? 0 : SETTLE_MS },
  );
}
