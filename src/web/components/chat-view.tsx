// The whole chat: rooms at the side (or in a drawer), the open room beside them, and what the browser around it
// tells: address, visibility, network.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Memory } from '../model/memory.ts';
import { hashOfRoom, roomOfHash } from '../model/route.ts';
import { RoomDirectory } from './room-directory.tsx';
import { RoomView } from './room-view.tsx';
import { SearchPanel } from './search-panel.tsx';
import { Sidebar } from './sidebar.tsx';
import { useAttention } from './use-attention.ts';
import { useSearch } from './use-search.ts';

const NARROW = '(max-width: 719px)';
/** Then the search lies over the room (search.css). */
const OVER_ROOM = '(max-width: 959px)';

export interface ChatViewProps {
  chat: Chat;
  memory: Memory;
  onSignOut: () => void;
}

export function ChatView({ chat, memory, onSignOut }: ChatViewProps) {
  const narrow = useMatch(NARROW);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [browsing, setBrowsing] = useState(false);
  const search = useSearch();
  const isOverRoom = useMatch(OVER_ROOM);
  useBrowser(chat, memory);
  useAttention(chat);

  // Where the drawer came from, the focus goes back to.
  const wasOpen = useRef(false);
  useEffect(() => {
    const isBack = wasOpen.current && !drawerOpen && !search.open;
    if (isBack) document.querySelector<HTMLElement>('.menu')?.focus();
    wasOpen.current = drawerOpen;
  }, [drawerOpen]);

  useEffect(() => {
    if (search.open) setDrawerOpen(false);
  }, [search.open]);

  const openRoom = useCallback((name: string) => {
    setDrawerOpen(false);
    location.hash = hashOfRoom(name);
  }, []);

  return (
    <div class="chat" data-search={search.open}>
      <button type="button" class="skip" onClick={skipToComposer}>
        Skip to writing a message
      </button>
      <Sidebar
        chat={chat}
        drawer={narrow}
        open={drawerOpen}
        onShow={() => setDrawerOpen(true)}
        onClose={() => setDrawerOpen(false)}
        onOpenRoom={openRoom}
        onBrowse={() => setBrowsing(true)}
        onSignOut={onSignOut}
      />
      {narrow && drawerOpen && (
        <button
          type="button"
          class="scrim"
          tabIndex={-1}
          aria-label="Close the list of rooms"
          onClick={() => setDrawerOpen(false)}
        />
      )}
      <main class="room" inert={narrow && (drawerOpen || search.open)}>
        <RoomView
          chat={chat}
          memory={memory}
          onMenu={narrow ? () => setDrawerOpen(true) : undefined}
          search={search.button}
        />
      </main>
      {browsing && (
        <RoomDirectory chat={chat} onOpenRoom={openRoom} onClose={() => setBrowsing(false)} />
      )}
      {search.open && (
        <SearchPanel
          chat={chat}
          onClose={search.close}
          onResult={({ room, seq }) => {
            // There would be nothing to see of it.
            if (isOverRoom) search.leave();
            location.hash = hashOfRoom(room);
            void chat.looking.goTo(room, seq);
          }}
        />
      )}
    </div>
  );
}

/** Follows the address bar, the page's visibility and the network, and asks before what is not kept is lost. */
function useBrowser(chat: Chat, memory: Memory) {
  // With the first picture: whoever chooses a room in it is followed.
  useLayoutEffect(() => {
    const follow = () => {
      const name = roomOfHash(location.hash);
      if (name !== undefined && name !== chat.store.get().current) chat.open(name);
    };
    const wake = () => chat.wake();
    const visibility = () => (document.hidden ? chat.save() : chat.wake());
    const save = () => chat.save();
    const leaving = (event: BeforeUnloadEvent) => {
      const { kept, current: open } = chat.store.get();
      const draft = open === undefined ? '' : memory.draft(open);
      const wouldLose = draft !== '' || chat.client.pending().length > 0;
      if (kept !== 'kept' && wouldLose) event.preventDefault();
    };
    addEventListener('hashchange', follow);
    addEventListener('online', wake);
    addEventListener('pagehide', save);
    addEventListener('beforeunload', leaving);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      removeEventListener('hashchange', follow);
      removeEventListener('online', wake);
      removeEventListener('pagehide', save);
      removeEventListener('beforeunload', leaving);
      document.removeEventListener('visibilitychange', visibility);
    };
  }, [chat, memory]);
  useLayoutEffect(() => {
    // In the same step as the room changes, never later: by then the person may have gone back, and the address they
    // went to would be written over before it is followed.
    let shown: string | undefined | null = null;
    const show = () => {
      const { current } = chat.store.get();
      if (current === shown) return;
      shown = current;
      // Without an entry of its own: "back" goes to the room before, not to the page without a room.
      const hash = current === undefined ? '#/' : hashOfRoom(current);
      if (location.hash !== hash) history.replaceState(null, '', hash);
    };
    show();
    return chat.store.subscribe(show);
  }, [chat]);
}

function skipToComposer() {
  document.querySelector<HTMLElement>('.composer textarea')?.focus();
}

function useMatch(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = () => setMatches(list.matches);
    list.addEventListener('change', look);
    return () => list.removeEventListener('change', look);
  }, [query]);
  return matches;
}
