// Commands of a version that is still to come, beside those of this one.
import type { ChatCommand } from '../../../src/chat/features.ts';
import { createKnownCommands } from '../../../src/client/known-commands.ts';

const isString = (value: unknown) => typeof value === 'string';
const isSeq = (value: unknown) => value === undefined || typeof value === 'number';

export const LATER = createKnownCommands({
  post: { fields: { text: isString, silent: isSeq }, added: ['silent'] },
  poll: { fields: { text: isString, target: isSeq } },
});

/** A command as the later version has it; this one's types do not know it. */
export const laterCommand = (command: {
  type: string;
  id: string;
  room: string;
  [field: string]: unknown;
}): ChatCommand => command as unknown as ChatCommand;
