// What asks for the person's attention while they look elsewhere: in the title of the tab and in its picture. Pure.
import { ROOM_WORDS } from '../words/rooms.ts';
import type { ChatState } from './chat-state.ts';
import { choiceOf } from './choices.ts';
import { newsOf } from './news.ts';

export interface Attention {
  /** Rooms in which something is new. */
  rooms: number;
  /** How often the person is spoken to in them. */
  mentions: number;
}

/** Of all rooms, or of all but one. A muted one counts only where the person is spoken to. */
export function attentionOf({ rooms, user, choices }: ChatState, without?: string): Attention {
  let [newRooms, mentions] = [0, 0];
  for (const room of Object.values(rooms)) {
    if (room.name === without) continue;
    const news = newsOf(room, user.id);
    const isMuted = choiceOf(choices, room.name).muted === true;
    if (news.count > 0 && (!isMuted || news.mentions > 0)) newRooms += 1;
    mentions += news.mentions;
  }
  return { rooms: newRooms, mentions };
}

/** `(@3) #lobby · ChatK8S`: spoken to three times; `(3) …`: something is new in three rooms. */
export function titleOf(called: string | undefined, { rooms, mentions }: Attention): string {
  const count = mentions > 0 ? `(@${mentions}) ` : rooms > 0 ? `(${rooms}) ` : '';
  const where = called === undefined ? '' : `${called} · `;
  return `${count}${where}${ROOM_WORDS.brand}`;
}

/** The page's picture with the same number on it: red where the person is spoken to. As an address; undefined: the plain one. */
export function pictureOf({ rooms, mentions }: Attention): string | undefined {
  const count = mentions > 0 ? mentions : rooms;
  if (count === 0) return undefined;
  const words = count > 9 ? '9+' : String(count);
  const ground = mentions > 0 ? '#b3261e' : '#1b7a55';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${BUBBLE}<circle cx="20" cy="20" r="12" fill="${ground}"/><text x="20" y="26.5" font-family="sans-serif" font-size="${words.length > 1 ? 14 : 18}" font-weight="700" text-anchor="middle" fill="#fff">${words}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** As in favicon.svg, without its lines. */
const BUBBLE =
  '<path fill="#3257c9" d="M9 3h14a6 6 0 0 1 6 6v9a6 6 0 0 1-6 6h-7.5l-6.2 4.7A.8.8 0 0 1 8 28v-4.1A6 6 0 0 1 3 18V9a6 6 0 0 1 6-6z"/>';

/** What a button says that leads to the rooms, after its name. */
export function attentionWords({ rooms, mentions }: Attention): string {
  if (rooms === 0) return '';
  const spoken = mentions > 0 ? `, ${ROOM_WORDS.mentioned(mentions)}` : '';
  return `, ${ROOM_WORDS.newInOthers(rooms)}${spoken}`;
}
