// What a WebSocket close code tells the client to do. Invariant: every code has an answer; a code
// nobody knows yet still says "come back" or "do not" by its range (docs/PROTOCOL.md, "Close codes").

import { CloseCode, saysComeBack } from '../shared/wire/codes.ts';

export interface CloseMeaning {
  /** Whether another connection may succeed. */
  comeBack: boolean;
  /** A word for logs and for `state` events. */
  name: string;
  /** What the server asked to wait, milliseconds, where it said so. */
  retryAfterMs?: number;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [1000, 'closed'],
  [1001, 'going_away'],
  [1005, 'closed'],
  [1006, 'lost'],
  [1009, 'too_big'],
  [1011, 'server_error'],
  ...Object.entries(CloseCode).map(([name, code]) => [code, name] as const),
]);

/** The protocol's own errors: the same frames would fail on the next connection again. */
const FINAL_BELOW_4000: ReadonlySet<number> = new Set([1003, 1007, 1008, 1009, 1010]);

export function closeMeaning(code: number, reason: string): CloseMeaning {
  const comeBack = saysComeBack(code) && !FINAL_BELOW_4000.has(code);
  const retryAfterMs = retryAfterOf(reason);
  return {
    comeBack,
    name: NAMES.get(code) ?? `code_${code}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

/** A close reason is free text; a draining gateway writes `{"retryAfterMs": n}` into it. */
function retryAfterOf(reason: string): number | undefined {
  if (!reason.startsWith('{')) return undefined;
  try {
    const { retryAfterMs } = JSON.parse(reason) as { retryAfterMs?: unknown };
    return typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? retryAfterMs : undefined;
  } catch {
    // Words of another server or a proxy in between: they carry no wait.
    return undefined;
  }
}
