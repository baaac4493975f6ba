// Says when the chat is not connected or the device has no network, what happens now and what becomes of what one writes meanwhile.
import type { StateChange } from '../../client/api.ts';
import type { Chat } from '../model/chat.ts';
import { CONNECTION_WORDS } from '../words/places.ts';
import { LONG_MS, QUIET_MS, useAwayFor, useOffline } from './use-away.ts';
import { useStore } from './use-store.ts';

export function Banner({ chat }: { chat: Chat }) {
  const connection = useStore(chat.store, (state) => state.connection);
  const wasLive = useStore(chat.store, (state) => state.wasLive);
  const kept = useStore(chat.store, (state) => state.kept === 'kept');
  const isProviderAway = useStore(chat.store, (state) => state.isProviderAway);
  const patient = useAwayFor(QUIET_MS, connection.state);
  const isLong = useAwayFor(LONG_MS, connection.state);
  const offline = useOffline();
  const isTime = patient || offline || connection.state === 'closed' || isProviderAway;
  const words = isTime
    ? wordsOf(connection, { wasLive, kept, offline, isLong, isProviderAway })
    : undefined;
  return (
    // The region stands there always, so that screen readers notice what appears in it.
    <div class="banner-place" role="status">
      {words && (
        <div class="banner" data-passing={words === CONNECTION_WORDS.first}>
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
