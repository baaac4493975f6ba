// What each frame of a client costs it, in frames: what makes a gateway read, ask or answer more costs more. Pure.
import { type ClientFrame, COMMANDS, QUESTIONS } from '../../chat/features.ts';
import type { TransportCommand } from '../../shared/wire/commands.ts';

/** A join may read the log; the rooms of one connection may all be entered at once. */
const TRANSPORT: Record<TransportCommand['type'], number> = {
  ping: 1,
  leave: 1,
  join: 2,
  typing: 1,
  read: 1,
};
const COSTS: Readonly<Record<string, number>> = {
  ...TRANSPORT,
  ...Object.fromEntries([...COMMANDS, ...QUESTIONS].map(([type, { cost }]) => [type, cost])),
};
/** What is no command is answered with words. */
const UNREADABLE = 4;
export const BYTES_PER_COST = 8_192;

export const frameCost = (type: ClientFrame['type'] | undefined, bytes: number): number =>
  (type === undefined ? UNREADABLE : (COSTS[type] ?? UNREADABLE)) +
  Math.floor(bytes / BYTES_PER_COST);

/** Of bytes that were read from the log or the rows for it. */
export const answerCost = (bytes: number): number => bytes / 2_048;

/** A ping or pong of the WebSocket protocol itself. */
export const CONTROL_COST = 1;
