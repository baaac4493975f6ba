// The address and what is open are one: whoever follows a link, goes back or goes forward is where it says, and what is opened
// otherwise is said there. Links to this chat that stand in a text are followed in the page.
import { useLayoutEffect } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { hashOfRoom, placeOfHash, placeOfPath } from '../model/route.ts';
import { goTo } from './go-to.ts';
import { arrived } from './wanted-place.ts';

export function useAddress(chat: Chat): void {
  // With the first picture: whoever chooses a room in it is followed.
  useLayoutEffect(() => {
    const follow = () => {
      const place = placeOfHash(location.hash);
      if (place === undefined) return;
      const { current, rooms } = chat.store.get();
      if (place.seq !== undefined) void chat.looking.goTo(place.room, place.seq);
      else if (place.room !== current) chat.open(place.room);
      else if (rooms[place.room]?.stretch !== undefined) chat.looking.toPresent();
    };
    arrived();
    if (placeOfHash(location.hash)?.seq !== undefined) follow();
    addEventListener('hashchange', follow);
    document.addEventListener('click', followLink);
    return () => {
      removeEventListener('hashchange', follow);
      document.removeEventListener('click', followLink);
    };
  }, [chat]);

  useLayoutEffect(() => {
    // In the same step as the room changes, never later: by then the person may have gone back, and the address they
    // went to would be written over before it is followed.
    let [shown, wasPast]: [string | undefined | null, boolean] = [null, false];
    const show = () => {
      const { current, rooms } = chat.store.get();
      const isPast = current !== undefined && rooms[current]?.stretch !== undefined;
      const isSame = current === shown;
      // Back at the present: the address names no message any more.
      const leftPast = isSame && wasPast && !isPast;
      wasPast = isPast;
      if (isSame && !leftPast) return;
      shown = current;
      const place = placeOfHash(location.hash);
      if (!leftPast && place?.room === current) return;
      // Without an entry of its own: "back" goes to the room before, not to the page without a room.
      const hash = current === undefined ? '#/' : hashOfRoom(current);
      if (location.hash !== hash) history.replaceState(null, '', hash);
    };
    show();
    return chat.store.subscribe(show);
  }, [chat]);
}

function followLink(event: MouseEvent): void {
  const { target, button, defaultPrevented, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || defaultPrevented || ctrlKey || metaKey || shiftKey || altKey) return;
  const link = target instanceof Element ? target.closest('a') : null;
  if (link === null || link.origin !== location.origin) return;
  const place = placeOfPath(link.pathname);
  if (place === undefined) return;
  event.preventDefault();
  goTo(place);
}
