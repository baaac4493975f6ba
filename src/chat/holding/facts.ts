// Stored with each bot and each webhook that somebody makes, all or nothing, where it is the last entry of its subject: so of two that
// are made at once at the limit the log takes one, on whatever gateways (docs/adr/0041). It concerns no room.
import { z } from 'zod';
import { ROOM_NAME } from '../../shared/names.ts';
import type { User } from '../../shared/wire/objects.ts';
import { BOT_ID } from '../bot/bot.ts';
import { defineRoomlessFact, type FactOf, makeRoomlessFact } from '../kernel/fact.ts';
import { holdingSubject } from '../kernel/subjects.ts';
import type { Holding } from './holding.ts';

/** Beside these what newer versions say. */
export interface HoldingData {
  user: User;
  holding: Holding;
}

const data: z.ZodType<HoldingData> = z.looseObject({
  user: z.looseObject({ id: z.string().min(1).max(128), name: z.string() }),
  holding: z.looseObject({
    bots: z.array(z.string().regex(BOT_ID)).describe('Ids.'),
    webhooks: z
      .array(
        z.looseObject({
          room: z.string().regex(ROOM_NAME),
          slot: z.int().min(1).max(1_000),
          id: z.guid(),
        }),
      )
      .describe('By where they stand.'),
  }),
});

export const holdingChanged = defineRoomlessFact({
  type: 'HoldingChanged',
  subject: ({ data: { user } }) => holdingSubject(user.id),
  versions: [
    {
      data: data.describe(
        'What somebody has made of what there may only be some of: those that were not revoked by then.',
      ),
    },
  ],
});
export type HoldingFact = FactOf<typeof holdingChanged>;

export const holdingFact = (id: string, user: User, holding: Holding): HoldingFact =>
  makeRoomlessFact(holdingChanged, { id, user, data: { user, holding } });
