// Who asks the person into which room, one after the other: yes leads there, no says so.
import { useState } from 'preact/hooks';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { INVITATION_WORDS as WORDS } from '../words/rooms.ts';
import { KindMark } from './kind-mark.tsx';
import { Sentence } from './sentence.tsx';
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
    <section class="invitations" role="status" aria-label={WORDS.label}>
      {first !== undefined && (
        <div class="invitation">
          <p>
            <Sentence
              words={WORDS.asks}
              parts={{ who: <Who user={first.by} />, room: <strong>#{first.room}</strong> }}
            />
            {others.length > 0 && <span class="hint"> {WORDS.more(others.length)}</span>}
          </p>
          <button type="button" class="primary" disabled={busy} onClick={() => void answer(true)}>
            {WORDS.yes}
          </button>
          <button type="button" class="quiet" disabled={busy} onClick={() => void answer(false)}>
            {WORDS.no}
          </button>
        </div>
      )}
    </section>
  );
}

const Who = ({ user }: { user: User }) => (
  <>
    <strong dir="auto">{user.name}</strong> <KindMark user={user} />
  </>
);
