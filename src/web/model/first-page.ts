// The newest messages of the room that is entered first, asked for while the page that enters it is still on its way: for a first picture
// of them (picture.tsx), and for nothing else.
import type { MessagesPage } from '../../client/api.ts';
import type { User } from '../../shared/wire/objects.ts';
import { LAST } from './entering-first.ts';

export interface FirstPage {
  user: User;
  room: string;
  page: MessagesPage;
  /** As far as the person has read the room; 0 where nobody knows. */
  readSeq: number;
}

/** How high a message is in most rooms, and what stands above and below all of them, pixels. */
const [ROW, AROUND] = [36, 160];

/**
 * As many as fill a window that is so high, pixels: each one more comes a little later. Undefined where they cannot be had: the page itself
 * says why. Never rejects.
 */
export async function askFirstPage(
  origin: string,
  room: string,
  height: number,
): Promise<Pick<FirstPage, 'page' | 'readSeq'> | undefined> {
  const limit = Math.max(1, Math.min(LAST, Math.ceil((height - AROUND) / ROW)));
  /** The gateway is trusted with its own answers' shape. */
  const ask = async <Answer>(what: string): Promise<Answer | undefined> => {
    const answer = await fetch(`${origin}/api/rooms/${room}/${what}`);
    return answer.ok ? ((await answer.json()) as Answer) : undefined;
  };
  try {
    const [page, mark] = await Promise.all([
      ask<MessagesPage>(`messages?limit=${limit}`),
      ask<{ seq: number }>('read'),
    ]);
    return page && mark && { page, readSeq: mark.seq };
  } catch {
    // No connection, or an answer of something else than a gateway.
    return undefined;
  }
}
