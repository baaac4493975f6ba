// What the state machine is made of: each part knows its own matter, inputs.ts and frames.ts tell them what happened.
import type { ChatQuestion } from '../chat/features.ts';
import type { Effects } from './effects.ts';
import type { Link } from './link.ts';
import type { Membership } from './membership.ts';
import type { Questions } from './questions.ts';
import type { Rooms } from './rooms.ts';
import type { Sending } from './sending.ts';
import type { Server } from './server.ts';
import type { Signals } from './signals.ts';

export interface Parts {
  effects: Effects;
  /** The connection. */
  link: Link;
  /** What was told over it. */
  server: Server;
  /** The rooms one is in, and how far each was received. */
  rooms: Rooms;
  /** Entering and leaving them. */
  membership: Membership;
  /** Commands on their way. */
  sending: Sending;
  /** Questions that wait. */
  questions: Questions<ChatQuestion>;
  /** Who is there, who is typing, how far the user has read. */
  signals: Signals;
}
