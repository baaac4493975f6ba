// What a message on the screen hands on: the same functions for all of them, so that none is drawn again for their sake.
import type { User } from '../../shared/wire/objects.ts';
import type { ChatState } from '../model/chat-state.ts';
import type { MessageRow } from '../model/rows.ts';
import type { Store } from '../model/store.ts';

/** What is open over a message. */
export type Popup = 'menu' | 'emoji' | 'confirm';

export interface MessageDeeds {
  me: User;
  /** What the page knows, for what is drawn otherwise when it knows more. */
  store: Pick<Store<Pick<ChatState, 'user' | 'rooms' | 'current'>>, 'get' | 'subscribe'>;
  /** The names of people, by id, as far as they are known now. */
  names: () => ReadonlyMap<string, string>;
  open: (row: MessageRow, popup: Popup) => void;
  reply: (row: MessageRow) => void;
  /** Adds one's own, or takes it back. */
  toggle: (row: MessageRow, emoji: string) => void;
  /** Shows another message, loading what is older where that is needed. */
  jump: (seq: number) => Promise<void>;
  /** Into the clipboard, and says so. */
  copy: (text: string) => void;
  retry: (id: string) => void;
  dismiss: (id: string) => void;
}

/** Whether the person's own reaction is on it. */
export const hasMine = ({ reactions }: MessageRow, emoji: string, me: User): boolean =>
  reactions.some((reaction) => reaction.emoji === emoji && reaction.users.includes(me.id));
