// What a room may be called and say of itself, as commands take it: what is said in one line, of what Postgres can hold.
import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import { ROOM_LIMITS } from './room.ts';

export const roomName = z
  .string()
  .regex(ROOM_NAME, ROOM_NAME_RULE)
  .describe('The name of the room.');
export const commandId = z
  .uuidv7('the id of a command is a UUIDv7 that the client makes')
  .describe('The same id again is the same command, for good.');
/** Of a person: what a token or a session says it is. */
export const personId = z
  .string()
  .min(1)
  .max(128)
  .refine(
    (id) => id.isWellFormed() && !id.includes('\u0000'),
    'an id is well-formed Unicode without NUL characters',
  )
  .describe('The id of a user.');

const oneLine = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (text) => text.isWellFormed() && !/\p{Cc}/u.test(text),
      'this is one line of well-formed Unicode without control characters',
    )
    .overwrite((text) => text.trim())
    .describe('One line; empty is none.');

/** Who did something from outside of the chat, as it is to be read. */
export const soundName = oneLine(100).refine((name) => name !== '', 'say who');

export const title = oneLine(ROOM_LIMITS.titleMax);
export const topic = oneLine(ROOM_LIMITS.topicMax);
