// Says when the chat is not connected, what happens now and what becomes of what one writes meanwhile.
import { useEffect, useState } from 'preact/hooks';
import type { StateChange } from '../../client/api.ts';
import type { Chat } from '../model/chat.ts';
import { CONNECTION_WORDS } from '../words/places.ts';
import { useStore } from './use-store.ts';

/** A connection that comes up this fast needs no words. */
const QUIET_MS = 800;

export function Banner({ chat }: { chat: Chat }) {
  const connection = useStore(chat.store, (state) => state.connection);
  const wasLive = useStore(chat.store, (state) => state.wasLive);
  const kept = useStore(chat.store, (state) => state.kept === 'kept');
  const isProviderAway = useStore(chat.store, (state) => state.isProviderAway);
  const patient = useAfter(QUIET_MS, connection.state);
  const isTime = patient || connection.state === 'closed' || isProviderAway;
  const words = isTime ? wordsOf(connection, { wasLive, kept, isProviderAway }) : undefined;
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

function wordsOf(
  connection: StateChange,
  { wasLive, kept, isProviderAway }: { wasLive: boolean; kept: boolean; isProviderAway: boolean },
): string | undefined {
  if (connection.state === 'live')
    return isProviderAway ? CONNECTION_WORDS.providerAway : undefined;
  if (connection.state === 'connecting') {
    if (isProviderAway) return CONNECTION_WORDS.notLetIn;
    if (!wasLive) return CONNECTION_WORDS.first;
    return kept ? CONNECTION_WORDS.kept : CONNECTION_WORDS.notKept;
  }
  if (connection.reason === 'version') return CONNECTION_WORDS.old;
  return CONNECTION_WORDS.ended(connection.reason);
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
