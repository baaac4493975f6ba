// What a run may not leave behind: sockets, servers, timers of ours that hold the process, children, files.
import { livingProcesses } from './children.ts';
import { eventually } from './eventually.ts';
import { forgottenFiles } from './temp.ts';

/** What Node calls the things that count; stdio is none of them. */
const COUNTED = /^(TCP(Socket|Server)Wrap|TCPSERVERWRAP|TCPWRAP|ProcessWrap|UDPWrap)$/i;

export function openHandles(): string[] {
  return process.getActiveResourcesInfo().filter((name) => COUNTED.test(name));
}

/** A kept-alive connection of `fetch` closes itself within this. */
const SETTLE_MS = 8_000;

/** Throws when anything is left, after a moment for what is just closing. */
export async function assertNothingLeft(): Promise<void> {
  const files = forgottenFiles();
  await eventually(
    () => {
      const left = [
        ...openHandles().map((name) => `open handle: ${name}`),
        ...livingProcesses().map((command) => `process: ${command}`),
        ...files.map((name) => `file: ${name}`),
      ];
      if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
    },
    { deadlineMs: files.length > 0 ? 0 : SETTLE_MS },
  );
}
