import { z } from 'zod';
import { ROOM_NAME, ROOM_NAME_RULE } from '../../shared/names.ts';
import { type CommandOf, defineCommand } from '../kernel/command.ts';
import { messageText } from './facts.ts';

export const post = defineCommand({
  type: 'post',
  schema: z.strictObject({
    type: z.literal('post'),
    id: z.uuidv7('the id of a post is a UUIDv7 that the client makes'),
    room: z.string().regex(ROOM_NAME, ROOM_NAME_RULE),
    text: messageText,
  }),
});
export type PostCommand = CommandOf<typeof post>;
