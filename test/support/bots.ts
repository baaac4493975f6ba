// Bots and hooks, as tests make them: a token of their own, and the frame that makes the bot whose it is.
import { newToken } from '../../src/chat/bot/token.ts';
import type { WireClient } from './wire.ts';
import { uuid7 } from './wire.ts';

export interface MadeBot {
  id: string;
  token: string;
  frame: Record<string, unknown>;
}

export function botFor(name: string, rooms: string[], kind = 'token'): MadeBot {
  const id = crypto.randomUUID();
  const { token, sha256 } = newToken(id);
  return { id, token, frame: { type: 'bot', id: uuid7(), bot: id, name, kind, rooms, sha256 } };
}

/** Answers with the code of what was refused, else with `ack`. */
export async function give(wire: WireClient, frame: Record<string, unknown>): Promise<string> {
  const sent = { id: uuid7(), ...frame };
  wire.send(sent);
  const isAnswer = (one: { type: string; [field: string]: unknown }) =>
    one['id'] === sent.id && one.type !== 'event';
  const answer = await wire.waitFor(isAnswer);
  return String(answer['code'] ?? answer.type);
}

/** Makes it, and says how it goes. */
export async function makeBot(
  wire: WireClient,
  name: string,
  rooms: string[],
  kind = 'token',
): Promise<MadeBot> {
  const bot = botFor(name, rooms, kind);
  const said = await give(wire, bot.frame);
  if (said !== 'ack') throw new Error(`${name} was not made: ${said}`);
  return bot;
}
