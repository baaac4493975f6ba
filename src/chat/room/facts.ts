// What rooms are: each fact says all of the room that it leads to, beside what happened.
import { z } from 'zod';
import { defineFact, type FactOf } from '../kernel/fact.ts';
import { stateSubject } from '../kernel/subjects.ts';
import type { Room } from './room.ts';

/** Beside these what newer versions say. */
export interface RoomData {
  room: Room;
}

const room = z.looseObject({
  kind: z.string().describe('`public`, `private` or `direct`.'),
  title: z.string().optional(),
  topic: z.string().optional(),
  slowModeSeconds: z.number().optional(),
  archived: z.boolean().optional(),
  owners: z.array(z.string()).optional(),
});

const data: z.ZodType<RoomData> = z.looseObject({ room });

const ofRoom = <const Type extends string>(type: Type, what: string) =>
  defineFact({
    type,
    subject: (about) => stateSubject(about.room),
    versions: [{ data: data.describe(what) }],
  });

export const roomCreated = ofRoom('RoomCreated', 'Somebody made a room. `room` is all that it is.');
export const roomChanged = ofRoom(
  'RoomChanged',
  'Somebody changed a room. `room` is all that it is now.',
);
/** Nobody writes in it any more; it can be opened again. */
export const roomArchived = ofRoom(
  'RoomArchived',
  'Somebody archived a room. `room` is all that it is now.',
);

export type RoomCreated = FactOf<typeof roomCreated>;
export type RoomChanged = FactOf<typeof roomChanged>;
export type RoomArchived = FactOf<typeof roomArchived>;
export type RoomFact = RoomCreated | RoomChanged | RoomArchived;
