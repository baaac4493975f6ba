// The frames that docs/PROTOCOL.md shows, which were recorded, are the examples of the description, each beside the message
// that it is. Invariant: one that fits no message is an error, so what the page shows is what is said.
import type { z } from 'zod';
import { frameProblem } from '../support/said.ts';

export type Example = { type: string } & Record<string, unknown>;
export type Examples = ReadonlyMap<string, readonly Example[]>;

/** By `client.<type>` or `server.<type>`: both sides have a `history`. */
export function examplesOf(page: string, taken: ReadonlyMap<string, z.ZodType>): Examples {
  const found = new Map<string, Example[]>();
  for (const [, block = ''] of page.matchAll(/^```json\n(.*?)^```$/gms)) {
    for (const line of block.trim().split('\n')) {
      const frame = frameOf(line);
      const name = `${isTaken(frame, taken) ? 'client' : 'server'}.${frame.type}`;
      found.set(name, [...(found.get(name) ?? []), frame]);
    }
  }
  return found;
}

const isTaken = (frame: Example, taken: ReadonlyMap<string, z.ZodType>): boolean => {
  if (taken.get(frame.type)?.safeParse(frame).success) return true;
  const problem = frameProblem(frame);
  if (problem === undefined) return false;
  throw new Error(`it shows no frame: ${JSON.stringify(frame)}: ${problem}`);
};

function frameOf(line: string): Example {
  try {
    return JSON.parse(line) as Example;
  } catch (cause) {
    throw new Error(`a block of json has one frame a line, and not ${line}`, { cause });
  }
}
