// Says when the chat is not connected or the device has no network, what happens now and what becomes of what one writes meanwhile.
import { useEffect, useState } from 'preact/hooks';
import type { StateChange } from '../../client/api.ts';
import type { Chat } from '../model/chat.ts';
import { CONNECTION_WORDS } from '../words/places.ts';
import { useStore } from './use-store.ts';

/** A connection that comes up this fast needs no words. */
const QUIET_MS = 800;
/** The first one has taken so long that one wonders. */
const LONG_MS = 5_000;

export function Banner({ chat }: { chat: Chat }) {
  const connection = useStore(chat.store, (state) => state.connection);
  const wasLive = useStore(chat.store, (state) => state.wasLive);
  const kept = useStore(chat.store, (state) => state.kept === 'kept');
  const isProviderAway = useStore(chat.store, (state) => state.isProviderAway);
  const patient = useAfter(QUIET_MS, connection.state);
  const isLong = useAfter(LONG_MS, connection.state);
  const offline = useOffline();
  const isTime = patient || offline || connection.state === 'closed' || isProviderAway;
  const words = isTime
    ? wordsOf(connection, { wasLive, kept, offline, isLong, isProviderAway })
    : undefined;
  return (
    // The region stands there always, so that screen readers notice what appears in it.
    <div class="banner-place" role="status">
      {words && (
        <div class="banner">
          {connection.state === 'connecting' && <span class="dots" aria-hidden="true" />}
          <p>{words}</p>
          {connection.state === 'connecting' && (
            <button type="button" class="quiet" onClick={() => chat.wake()}>
              {CONNECTION_WORDS.now}
            </button>
          )}
          {connection.state === 'closed' && (
            <button type="button" class="quiet" onClick={() => location.reload()}>
              {CONNECTION_WORDS.reload}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

interface Circumstances {
  wasLive: boolean;
  kept: boolean;
  /** The browser says that there is no network at all. */
  offline: boolean;
  isLong: boolean;
  isProviderAway: boolean;
}

function wordsOf(
  connection: StateChange,
  { wasLive, kept, offline, isLong, isProviderAway }: Circumstances,
): string | undefined {
  if (connection.state === 'live')
    return isProviderAway ? CONNECTION_WORDS.providerAway : undefined;
  if (connection.state === 'connecting') {
    const later = kept ? CONNECTION_WORDS.kept : CONNECTION_WORDS.notKept;
    const last = wasLive ? '' : CONNECTION_WORDS.last;
    if (offline) return CONNECTION_WORDS.offline + last + later;
    if (isProviderAway) return CONNECTION_WORDS.notLetIn;
    if (wasLive) return CONNECTION_WORDS.again + later;
    return isLong ? CONNECTION_WORDS.away + last + later : CONNECTION_WORDS.first;
  }
  if (connection.reason === 'version') return CONNECTION_WORDS.old;
  return CONNECTION_WORDS.ended;
}

/** Whether there is no network; where there is one, it may lead nowhere. */
function useOffline(): boolean {
  const [offline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return offline;
}

/** True once `state` has been the same for `ms`, and at once false when it is live. */
function useAfter(ms: number, state: StateChange['state']): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    setPassed(false);
    if (state === 'live') return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => clearTimeout(timer);
  }, [state, ms]);
  return passed && state !== 'live';
}
