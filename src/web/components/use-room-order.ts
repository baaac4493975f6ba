// The rooms in the order in which they are listed now. Invariant: nothing moves under the person's hand: while the pointer or the
// focus is in the list, or Alt is held to step through it, the order stays as it is.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { createListing, inOrderOf, type ListedRoom, sorted } from '../model/room-list.ts';
import { useStore } from './use-store.ts';

export interface RoomOrder {
  rooms: readonly ListedRoom[];
  /** The room so many places further on, around the end. */
  next: (current: string | undefined, by: number) => string | undefined;
  /** To be called when pointer or focus leave the list. */
  look: () => void;
}

export function useRoomOrder(chat: Chat, list: RefObject<HTMLElement | null>): RoomOrder {
  const listing = useMemo(createListing, []);
  const listed = useStore(chat.store, listing);
  const order = useStore(chat.store, (state) => state.choices.order);
  const [, rerender] = useState({});
  const shown = useRef<readonly string[]>([]);
  const stepping = useRef(false);
  const look = () => rerender({});

  useEffect(() => {
    const end = ({ type, key }: Partial<KeyboardEvent>) => {
      if (!stepping.current || (type === 'keyup' && key !== 'Alt')) return;
      stepping.current = false;
      look();
    };
    addEventListener('keyup', end);
    addEventListener('blur', end);
    return () => {
      removeEventListener('keyup', end);
      removeEventListener('blur', end);
    };
  }, []);

  const isHeld = stepping.current || isInHand(list.current);
  const rooms = isHeld ? inOrderOf(listed, shown.current) : sorted(listed, order);
  shown.current = rooms.map(({ name }) => name);
  const next = (current: string | undefined, by: number) => {
    stepping.current = true;
    const { length } = shown.current;
    return shown.current[(shown.current.indexOf(current ?? '') + by + length) % length];
  };
  return { rooms, next, look };
}

const isInHand = (list: HTMLElement | null): boolean =>
  list !== null &&
  list.closest('[inert]') === null &&
  (list.matches(':hover') || list.contains(list.ownerDocument.activeElement));
