// Whose a name is. The last fact of a name's subject is the state: a claim that holds until its time has come, or a release.
// A fact carries the skeleton that it stands under: who reads it needs no table, and another version's table changes nothing.
import { z } from 'zod';
import { defineRoomlessFact, type FactOf } from '../kernel/fact.ts';
import { nameSubject } from '../kernel/subjects.ts';

const name = {
  name: z.string().describe('As its owner spells it.'),
  skeleton: z.string().min(1).describe('What all names have in common that look like it.'),
};

/** Somebody is called that, nobody else. */
export const nameClaimed = defineRoomlessFact({
  type: 'NameClaimed',
  subject: ({ data }) => nameSubject(data.skeleton),
  versions: [
    {
      data: z
        .looseObject({
          ...name,
          until: z.iso
            .datetime({ precision: 3 })
            .optional()
            .describe('Then it is free again, by the log’s clock.'),
        })
        .describe('Somebody is called that, nobody else.'),
    },
  ],
});
export type NameClaimed = FactOf<typeof nameClaimed>;

/** Nobody is called that any more. */
export const nameReleased = defineRoomlessFact({
  type: 'NameReleased',
  subject: ({ data }) => nameSubject(data.skeleton),
  versions: [
    {
      data: z
        .looseObject({
          ...name,
          to: z.string().optional().describe('What its owner is called since.'),
        })
        .describe('Nobody is called that any more.'),
    },
  ],
});
export type NameReleased = FactOf<typeof nameReleased>;
