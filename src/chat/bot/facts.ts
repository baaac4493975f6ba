// Bots: each fact says all of the bot that it leads to. They concern no room, so that nobody is handed the hash of a secret who
// comes into one; that a bot is in a room its membership says, which is stored with them.
import { z } from 'zod';
import { defineRoomlessFact, type FactOf } from '../kernel/fact.ts';
import { botSubject } from '../kernel/subjects.ts';
import { BOT_ID, type Bot } from './bot.ts';

/** Beside these what newer versions say. */
export interface BotData {
  bot: Bot;
}

const data: z.ZodType<BotData> = z.looseObject({
  bot: z.looseObject({
    id: z.string().regex(BOT_ID).describe('A UUID.'),
    name: z.string().min(1).max(128),
    kind: z
      .string()
      .describe('`token`: of a program. `incoming`: of a hook that posts what is sent to it.'),
    rooms: z.array(z.string()).describe('It enters these, and no others.'),
    sha256: z.string().describe('Of the secret of its token, in hexadecimal.'),
    by: z.looseObject({ id: z.string().min(1).max(128), name: z.string() }).describe('Its maker.'),
    revoked: z.boolean().optional(),
  }),
});

const ofBot = <const Type extends string>(type: Type, what: string) =>
  defineRoomlessFact({
    type,
    subject: (about) => botSubject(about.data.bot.id),
    versions: [{ data: data.describe(what) }],
  });

export const botMade = ofBot('BotMade', 'There is a bot now. `bot` is all that it is.');
export const botRevoked = ofBot('BotRevoked', 'A bot’s token opens nothing any more, for good.');
export type BotFact = FactOf<typeof botMade> | FactOf<typeof botRevoked>;
