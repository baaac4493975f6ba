// What decisions rest on, for tests that decide by themselves.
import type { Deciding, Rules, State } from '../../src/chat/kernel/command.ts';
import type { Envelope } from '../../src/chat/kernel/fact.ts';
import type { GatewayKnown } from '../../src/gateway/command/handle.ts';

/** A gateway that has met nobody, and lets everybody make rooms. */
export const NOTHING_KNOWN: GatewayKnown = {
  lastMessage: () => undefined,
  nameOf: () => undefined,
  hasWebhooks: true,
  roomCreation: 'everyone',
  botCreation: 'everyone',
  webhookCreation: 'everyone',
  botsMax: 50,
  webhooksMax: 20,
  proposed: () => undefined,
};

export const RULES: Rules = { editWindowMs: 60_000 };

export const NO_STATE: State = { seq: 0, fact: undefined };

/** `facts`: the last of each subject, at its sequence. */
export const decidingWith = (
  facts: Readonly<Record<string, { seq: number; fact: Envelope }>> = {},
  more: Partial<Deciding> = {},
): Deciding => ({
  asker: { user: { id: 'u1', name: 'Ada' }, roles: [] },
  joined: true,
  now: 0,
  target: undefined,
  state: (subject) => facts[subject] ?? NO_STATE,
  rules: RULES,
  known: NOTHING_KNOWN,
  ...more,
});
