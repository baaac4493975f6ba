// The rooms in the order in which they are listed now. Invariant: nothing moves under the person's hand: while the pointer or the
// focus is in the list, or Alt is held to step through it, the order stays as it is.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { createListing, inOrderOf, type ListedRoom, sorted } from '../model/room-list.ts';
import { useStore } from './use-store.ts';

export interface RoomOrder {
  rooms: readonly ListedRoom[];
  /** The next room that way, around the end; or the next one in which something is new, if there is any. */
  next: (current: string | undefined, by: 1 | -1, isNew: boolean) => string | undefined;
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
  const next: RoomOrder['next'] = (current, by, isNew) => {
    stepping.current = true;
    const names = by === 1 ? shown.current : shown.current.toReversed();
    const behind = names.indexOf(current ?? '') + 1;
    const others = [...names.slice(behind), ...names.slice(0, behind)];
    return isNew ? others.find((name) => isFresh(listed, name)) : others[0];
  };
  return { rooms, next, look };
}

const isFresh = (listed: readonly ListedRoom[], name: string): boolean => {
  const room = listed.find((one) => one.name === name);
  return room !== undefined && room.news.count > 0 && (!room.muted || room.news.mentions > 0);
};

const isInHand = (list: HTMLElement | null): boolean =>
  list !== null &&
  list.closest('[inert]') === null &&
  (list.matches(':hover') || list.contains(list.ownerDocument.activeElement));
