// What a client asks of the chat. A command has an id of its own, the client's, and is idempotent by it (P3).
import type { z } from 'zod';

export interface Command {
  type: string;
  /** UUIDv7 that the client makes; the same id again is the same command. */
  id: string;
  room: string;
}

export interface CommandKind<C extends Command = Command> {
  type: C['type'];
  /** Strict: what a field says that nobody here knows cannot be obeyed. */
  schema: z.ZodType<C>;
  /** Fields that were added after the command was first released, so that clients see who takes them. */
  added?: readonly string[];
}

export const defineCommand = <C extends Command>(kind: CommandKind<C>): CommandKind<C> => kind;

export type CommandOf<Kind> = Kind extends CommandKind<infer C> ? C : never;
