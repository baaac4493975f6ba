// THE list: what this chat is made of, a line a feature. Programs go over it; none names a feature by itself.
import type { TransportCommand } from '../shared/wire/frames.ts';
import { createCodec } from './kernel/codec.ts';
import type { CommandOf } from './kernel/command.ts';
import type { FactOf } from './kernel/fact.ts';
import { post } from './message/commands.ts';
import { messagePosted } from './message/facts.ts';

const FACTS = [messagePosted] as const;
/** Everything that the log can say and this program understands. */
export type Fact = FactOf<(typeof FACTS)[number]>;
export const facts = createCodec<Fact>(FACTS);

export const COMMANDS = [post] as const;
export type ChatCommand = CommandOf<(typeof COMMANDS)[number]>;
/** Every frame that a client may send. */
export type ClientFrame = TransportCommand | ChatCommand;
