// The rows, as MikroORM sees them. Their columns are made by migrations/, never by the ORM.
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The log as rows: one for each event, under its sequence. */
export const EventRow = defineEntity({
  name: 'EventRow',
  tableName: 'event',
  properties: {
    seq: p.bigint('number').primary(),
    room: p.text(),
    type: p.text(),
    userId: p.text(),
    userName: p.text(),
    clientId: p.uuid(),
    at: p.datetime(3),
    data: p.json<{ text: string }>(),
  },
});
export type EventRow = InferEntity<typeof EventRow>;

/** The current text of every post. `(user_id, client_id)` is unique for good (P3). */
export const MessageRow = defineEntity({
  name: 'MessageRow',
  tableName: 'message',
  properties: {
    seq: p.bigint('number').primary(),
    room: p.text(),
    userId: p.text(),
    userName: p.text(),
    clientId: p.uuid(),
    text: p.text(),
    sentAt: p.datetime(3),
    editedAt: p.datetime(3).nullable(),
    deletedAt: p.datetime(3).nullable(),
  },
});

/** What is known of a room: where it begins and how far it has come. */
export const RoomRow = defineEntity({
  name: 'RoomRow',
  tableName: 'room',
  properties: {
    name: p.text().primary(),
    firstSeq: p.bigint('number'),
    lastSeq: p.bigint('number'),
    lastAt: p.datetime(3),
  },
});

/** Entries of the log that are no event: kept as they came, with the reason. */
export const DeadLetterRow = defineEntity({
  name: 'DeadLetterRow',
  tableName: 'dead_letter',
  properties: {
    seq: p.bigint('number').primary(),
    subject: p.text(),
    reason: p.text(),
    detail: p.text(),
    raw: p.blob(),
    at: p.datetime(3),
  },
});

/** One row: how far the rows are whole (checkpoint.ts). */
export const ProgressRow = defineEntity({
  name: 'ProgressRow',
  tableName: 'progress',
  properties: {
    one: p.boolean().primary(),
    id: p.uuid(),
    /** When the log was made, by which NATS tells it from another one; null until provisioning compared them. */
    logEpoch: p.text().nullable(),
    /** Everything of the log up to here is a row of `event` or `dead_letter`, or was erased from it. */
    seq: p.bigint('number'),
  },
});

export const entities = [EventRow, MessageRow, RoomRow, DeadLetterRow, ProgressRow];
