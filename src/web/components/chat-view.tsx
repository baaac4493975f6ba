// The whole chat: rooms at the side (or in a drawer), the open room beside them, and what the browser around it
// tells: visibility, network.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import type { Memory } from '../model/memory.ts';
import { persistWhenSomethingWaits } from '../model/persisting.ts';
import { COMMON_WORDS, LIST_WORDS } from '../words/places.ts';
import { ROOM_WORDS } from '../words/rooms.ts';
import { goTo } from './go-to.ts';
import { RoomView } from './room-view.tsx';
import { Toast } from './toast.tsx';
import { useAddress } from './use-address.ts';
import { useAttention } from './use-attention.ts';
import { useBeside, useIsBesideMissing, waitForMessages } from './use-beside.ts';
import { later, useLater } from './use-later.ts';
import { useLooks } from './use-looks.ts';
import { useNotifications } from './use-notifications.ts';
import { usePageKeys } from './use-page-keys.ts';
import { useParts } from './use-parts.ts';
import { useSearch } from './use-search.ts';

const NARROW = '(max-width: 719px)';
/** Then the search lies over the room (search.css). */
const OVER_ROOM = '(max-width: 959px)';

/** How often a connection is doubted while the browser says that there is no network, milliseconds. */
const DOUBT_EVERY_MS = 5_000;

const OVERLAYS = later(() => import('./overlays.ts'));

/** What lies over the page. */
type Over = 'directory' | 'switcher' | 'settings' | 'keys';

export interface ChatViewProps {
  chat: Chat;
  memory: Memory;
  onSignOut: () => void;
}

export function ChatView({ chat, memory, onSignOut }: ChatViewProps) {
  const narrow = useMatch(NARROW);
  const [drawerOpen, setDrawerOpen] = useState(false);
  const [over, setOver] = useState<Over>();
  const close = () => setOver(undefined);
  const search = useSearch();
  const list = useBeside('list');
  const more = useBeside('more');
  const isBesideMissing = useIsBesideMissing();
  useEffect(waitForMessages, []);
  useEffect(() => {
    if (isBesideMissing) chat.say(COMMON_WORDS.missing);
  }, [isBesideMissing]);
  const overlays = useLater(OVERLAYS, {
    isWanted: over !== undefined && over !== 'switcher',
    onMissing: () => {
      close();
      chat.say(COMMON_WORDS.missing);
    },
  });
  const isOverRoom = useMatch(OVER_ROOM);
  useLooks(chat);
  useAddress(chat);
  useBrowser(chat, memory);
  useAttention(chat);
  useNotifications(chat);
  useParts();
  usePageKeys({
    onSwitch: () => setOver('switcher'),
    onHelp: () => setOver('keys'),
    onSettings: () => setOver('settings'),
    onAllRead: () => chat.unread.markAllRead(),
  });

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
    goTo({ room: name });
  }, []);

  return (
    <div class="chat" data-search={search.open}>
      <button type="button" class="skip" onClick={skipToComposer}>
        {LIST_WORDS.skip}
      </button>
      {/* Also where the list of rooms is a drawer that is shut. */}
      <header class="visually-hidden">
        <h1>{ROOM_WORDS.brand}</h1>
      </header>
      {list === undefined ? (
        <div class="sidebar" data-open={false} />
      ) : (
        <list.Sidebar
          chat={chat}
          drawer={narrow}
          open={drawerOpen}
          onShow={() => setDrawerOpen(true)}
          onClose={() => setDrawerOpen(false)}
          onOpenRoom={openRoom}
          onBrowse={() => setOver('directory')}
          onSettings={() => setOver('settings')}
          onSwitch={() => setOver('switcher')}
          onSignOut={onSignOut}
        />
      )}
      {narrow && drawerOpen && (
        <button
          type="button"
          class="scrim"
          tabIndex={-1}
          aria-label={LIST_WORDS.close}
          onClick={() => setDrawerOpen(false)}
        />
      )}
      <main class="room" inert={narrow && (drawerOpen || search.open)}>
        <RoomView
          chat={chat}
          memory={memory}
          onMenu={narrow ? () => setDrawerOpen(true) : undefined}
          search={search.button}
          onBrowse={() => setOver('directory')}
          onSwitch={() => setOver('switcher')}
        />
      </main>
      {over === 'directory' && overlays && (
        <overlays.RoomDirectory chat={chat} onOpenRoom={openRoom} onClose={close} />
      )}
      {over === 'switcher' && more && (
        <more.Switcher chat={chat} onOpenRoom={openRoom} onClose={close} />
      )}
      {over === 'settings' && overlays && (
        <overlays.Settings chat={chat} onKeys={() => setOver('keys')} onClose={close} />
      )}
      {over === 'keys' && overlays && <overlays.KeyboardHelp onClose={close} />}
      <Toast chat={chat} />
      {search.open && more && (
        <more.SearchPanel
          chat={chat}
          onClose={search.close}
          onResult={({ room, seq }) => {
            // There would be nothing to see of it.
            if (isOverRoom) search.leave();
            goTo({ room, seq });
          }}
        />
      )}
    </div>
  );
}

/** Follows the page's visibility and the network, and asks before what is not kept is lost. */
function useBrowser(chat: Chat, memory: Memory) {
  useLayoutEffect(() => {
    const wake = () => chat.wake();
    const visibility = () => (document.hidden ? chat.save() : chat.wake());
    const save = () => chat.save();
    const leaving = (event: BeforeUnloadEvent) => {
      const { kept, current: open } = chat.store.get();
      const draft = open === undefined ? '' : memory.draft(open);
      const wouldLose = draft !== '' || chat.client.pending().length > 0;
      if (kept !== 'kept' && wouldLose) event.preventDefault();
    };
    // Nothing closes a connection whose network is gone; one to this very machine may go on, and what was on its way still comes.
    const doubt = () => {
      if (!navigator.onLine && chat.store.get().connection.state === 'live') chat.client.wake();
    };
    const doubting = setInterval(doubt, DOUBT_EVERY_MS);
    addEventListener('online', wake);
    addEventListener('offline', doubt);
    addEventListener('pagehide', save);
    addEventListener('beforeunload', leaving);
    document.addEventListener('visibilitychange', visibility);
    return () => {
      clearInterval(doubting);
      removeEventListener('online', wake);
      removeEventListener('offline', doubt);
      removeEventListener('pagehide', save);
      removeEventListener('beforeunload', leaving);
      document.removeEventListener('visibilitychange', visibility);
    };
  }, [chat, memory]);
  useEffect(() => persistWhenSomethingWaits(chat.store, navigator.storage), [chat]);
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
