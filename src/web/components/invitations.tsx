// Who asks the person into which room, one after the other: yes leads there, no says so.
import { useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { KindMark } from './kind-mark.tsx';
import { useStore } from './use-store.ts';

export function Invitations({ chat }: { chat: Chat }) {
  const invitations = useStore(chat.store, (state) => state.invitations);
  const [busy, setBusy] = useState(false);
  const [first, ...others] = invitations;
  const answer = async (yes: boolean) => {
    if (first === undefined || busy) return;
    setBusy(true);
    await chat.belonging.answer(first.room, yes);
    setBusy(false);
  };
  return (
    // The region stands there always, so that screen readers notice what appears in it.
    <section class="invitations" role="status" aria-label="Invitations">
      {first !== undefined && (
        <div class="invitation">
          <p>
            <strong dir="auto">{first.by.name}</strong> <KindMark user={first.by} /> invites you to{' '}
            <strong>#{first.room}</strong>.
            {others.length > 0 && <span class="hint"> {others.length} more after this one.</span>}
          </p>
          <button type="button" class="primary" disabled={busy} onClick={() => void answer(true)}>
            Accept
          </button>
          <button type="button" class="quiet" disabled={busy} onClick={() => void answer(false)}>
            Decline
          </button>
        </div>
      )}
    </section>
  );
}
