// What several frames say, as schemas: who somebody is, a message, a room, a membership, limits. As the log has them where they
// are of the log: fields that only newer versions know go along, so these are not strict, as frames are.
import { z } from 'zod';

export const room = z.string().describe('The name of the room.');
export const sequence = z.int().min(0);
export const milliseconds = z.int().min(0);
export const count = z.int().min(1);

export const user = z
  .object({
    id: z.string().describe('Stays the same, and is nobody else’s.'),
    name: z.string().describe('What others are shown, as it was at that time.'),
    kind: z
      .string()
      .exactOptional()
      .describe('`guest`, `member` or `bot`; older events do not say it.'),
  })
  .describe('Who somebody is, as the token says it.');

export const foundMessage = z
  .object({
    room,
    seq: count.describe('Position in the log.'),
    id: z.guid().describe('The client’s id of the command, in small letters.'),
    at: z.iso.datetime({ precision: 3 }).describe('When the log stored it: UTC, milliseconds.'),
    user,
    text: z.string().describe('As it is now.'),
  })
  .describe('A message that was found.');

export const person = z
  .strictObject({
    user,
    state: z
      .string()
      .exactOptional()
      .describe(
        '`in`, `invited` or `banned`; like what follows missing where no room was asked about.',
      ),
    role: z.string().exactOptional().describe('`owner`, `moderator` or `member`.'),
    since: z.iso
      .datetime({ precision: 3 })
      .exactOptional()
      .describe('When their membership became what it is.'),
    mutedUntil: milliseconds.exactOptional().describe('Until then they write nothing.'),
  })
  .describe('Somebody, and what they are in the room that was asked about.');

export const listedRoom = z
  .strictObject({
    room,
    title: z.string().exactOptional().describe('What it is called, beside its name.'),
    topic: z.string().exactOptional().describe('What it is about.'),
    people: z.int().min(0).describe('How many are its members.'),
    lastAt: z.iso.datetime({ precision: 3 }).describe('When something happened there last.'),
    lastSeq: count.describe('And where in the log.'),
    archived: z.literal(true).exactOptional().describe('Nobody writes in it.'),
  })
  .describe('A public room, as the directory has it.');

export const listedBot = z
  .strictObject({
    id: z.string().describe('Its own, which `revoke` takes; not that of its user.'),
    name: z.string(),
    kind: z
      .string()
      .describe('`token`: of a program. `incoming`: of a hook that posts what is sent to it.'),
    by: user.describe('Who made it.'),
    at: z.iso.datetime({ precision: 3 }).describe('And when.'),
    others: count.exactOptional().describe('In how many other rooms it is.'),
  })
  .describe('A bot or a hook of a room, as those are told who look after the room.');

export const ownRoom = z
  .strictObject({
    room,
    state: z.string().describe('`in` or `invited`.'),
    role: z.string().describe('`owner`, `moderator` or `member`.'),
    kind: z
      .string()
      .exactOptional()
      .describe('`public`, `private` or `direct`; missing where nobody made the room.'),
    title: z.string().exactOptional().describe('What it is called, beside its name.'),
    archived: z.literal(true).exactOptional().describe('Nobody writes in it.'),
    by: user.describe('Who made it so.'),
    at: z.iso.datetime({ precision: 3 }).describe('When that was.'),
    seq: count.describe('And where in the log.'),
    people: z.array(user).exactOptional().describe('Of a direct room everybody in it.'),
  })
  .describe('A room that one is in, or is asked into.');

export const listedWebhook = z
  .strictObject({
    id: z.guid().describe('Of the command that made it.'),
    url: z.string().describe('Where it tells.'),
    events: z.array(z.string()).describe('What it tells: `message.posted` and others.'),
    state: z.string().describe('`on` or `paused`.'),
    by: user.describe('Who made it.'),
    failing: z
      .object({
        seq: sequence.describe('Of what cannot be delivered; 0 where that was given up.'),
        since: milliseconds.describe('Since when nothing was delivered.'),
        attempts: z.int().min(0).describe('How often this one was tried.'),
        next: milliseconds.describe('When it is tried next.'),
        error: z.string().describe('Why it failed, for a person.'),
      })
      .exactOptional()
      .describe('What cannot be delivered so far: what comes behind it waits.'),
    givenUp: z
      .object({
        count: z.int().min(0),
        last: z.array(sequence).describe('Sequences of the last of them.'),
        at: milliseconds.describe('When that was.'),
        error: z.string(),
      })
      .exactOptional()
      .describe('What is not tried any more; `webhook` with `again` has it sent again.'),
    again: z.array(sequence).exactOptional().describe('Sequences that are being sent again.'),
  })
  .describe('A webhook of a room.');

const done = z.strictObject({ at: z.iso.datetime({ precision: 3 }), by: user });
export const messageNow = z
  .strictObject({
    seq: count.describe('Where it stands in the log.'),
    id: z.guid().describe('The client’s id of the command, in small letters.'),
    at: z.iso.datetime({ precision: 3 }).describe('When the log stored it: UTC, milliseconds.'),
    user,
    text: z.string().describe('As it was edited last; empty where it was deleted.'),
    replyTo: count.exactOptional().describe('The sequence of the message that it answers.'),
    as: z
      .strictObject({ name: z.string().optional(), emoji: z.string().optional() })
      .exactOptional()
      .describe('Of a bot: what the program behind it calls itself, beside the bot’s own name.'),
    mentions: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .describe('Ids of users that it speaks to; `*` is everybody in the room.'),
    editedAt: z.iso.datetime({ precision: 3 }).exactOptional(),
    deleted: done.exactOptional().describe('Then nothing else of it is left.'),
    pinned: done.exactOptional(),
    reactions: z
      .array(
        z.strictObject({
          emoji: z.string(),
          users: z.array(z.string()).readonly().describe('The first first.'),
          seqs: z.array(count).readonly().describe('Of each of them the sequence.'),
        }),
      )
      .readonly()
      .describe('Each emoji, and the ids of those who answered with it.'),
    changedSeq: count.describe('Of the last fact that it is so by.'),
  })
  .describe('A message as it is now.');

export const limits = z
  .strictObject({
    textMax: count.describe('Characters (UTF-16 code units) of one message.'),
    frameMaxBytes: count.describe('Bytes of one client frame.'),
    pageMax: count.describe(
      'Events one `join` may ask for with `last`, and one `history` with `limit`.',
    ),
    pageDefault: count.describe('Events a `join` gives when it names neither `after` nor `last`.'),
    foundDefault: count.describe('Messages a `search` gives when it names no `limit`.'),
    roomsMax: count.describe('Rooms one connection may be in at once.'),
    postRate: z.number().describe('Messages a second a user may post on one gateway, on average.'),
    postBurst: z.number().describe('Messages a user may post at once.'),
  })
  .describe('What a client has to keep within.');

export const roomState = z
  .object({
    kind: z.string().describe('`public`, `private` or `direct`.'),
    title: z.string().optional().describe('What it is called, beside its name.'),
    topic: z.string().optional().describe('What it is about.'),
    slowModeSeconds: z.number().optional().describe('Each person writes once in so many seconds.'),
    archived: z.boolean().optional().describe('Nobody writes in it.'),
    owners: z.array(z.string()).readonly().optional().describe('Ids of users.'),
  })
  .describe('What a room is, whole.');

export const memberState = z
  .object({
    state: z.string().describe('`invited`, `in`, `out`, `removed` or `banned`.'),
    role: z.string().describe('`owner`, `moderator` or `member`.'),
    mutedUntil: z
      .number()
      .optional()
      .describe('Until then they write nothing: milliseconds since 1970, by the server’s clock.'),
  })
  .describe('What a person is in a room, whole.');

/** What several frames say, by the name that it gets in the description. */
export const PARTS = {
  User: user,
  Limits: limits,
  Message: messageNow,
  Room: roomState,
  Member: memberState,
  Person: person,
  ListedRoom: listedRoom,
  ListedBot: listedBot,
  ListedWebhook: listedWebhook,
} as const;
