// Whether an id of a user was used before (P3).
import { sql } from 'kysely';
import type { LookupReply, LookupRequest } from '../../chat/kernel/questions.ts';
import { type Asked, conclusive, lagging, type Read } from './conclusive.ts';

export async function lookUp(asked: Asked, question: LookupRequest): Promise<LookupReply> {
  const { userId, clientId, atLeast } = question;
  const read: Read<LookupReply> = async (db, whole) => {
    const { rows } = await sql<{ seq: string; room: string | null }>`
      select seq, room from used_id where user_id = ${userId} and client_id = ${clientId}`.execute(
      db,
    );
    const [found] = rows;
    if (found !== undefined) return { found: { seq: Number(found.seq), room: found.room } };
    return whole < atLeast ? undefined : { found: null };
  };
  return (await conclusive(asked, atLeast, read)) ?? lagging;
}
