// One webhook of a room: where it tells what, how that goes, and what can be done about it.
import { useState } from 'preact/hooks';
import { goingOf, goingWords, toldWords } from '../../chat/webhook/prose.ts';
import type { ListedWebhook } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { untilOf } from '../model/time.ts';
import { useDeed } from './use-deed.ts';

export interface WebhookItemProps {
  chat: Chat;
  room: string;
  webhook: ListedWebhook;
  onDone: () => void;
}

type Deed = 'pause' | 'resume' | 'again' | 'revoke';

export function WebhookItem({ chat, room, webhook, onDone }: WebhookItemProps) {
  const { id, url, events, by, givenUp } = webhook;
  const [asks, setAsks] = useState(false);
  const { busy, problem, run } = useDeed();
  const is = goingOf(webhook);
  const now = Date.now();
  const going = goingWords(webhook, { now, when: (ms) => untilOf(ms, now) });
  const act = (deed: Deed) =>
    void run(() => chat.roomDeeds.webhook(room, { do: deed, webhook: id }), onDone);
  const button = (deed: Deed, words: string) => (
    <button type="button" class="quiet" disabled={busy} onClick={() => act(deed)}>
      {words}
    </button>
  );
  return (
    <li class={is === 'failing' ? 'failing' : undefined}>
      <p class="address" dir="ltr" title={url}>
        {url}
      </p>
      <p class="hint">
        {toldWords(events)}. Added by <bdi>{by.name}</bdi>.
      </p>
      {going.map((line) => (
        <p key={line} class="going">
          {line}
        </p>
      ))}
      {asks ? (
        <>
          <p>Remove this webhook? Nothing more is sent, and it does not come back.</p>
          <div class="choice">
            <button type="button" class="quiet" onClick={() => setAsks(false)}>
              No
            </button>
            <button type="button" class="danger" disabled={busy} onClick={() => act('revoke')}>
              Yes, remove it
            </button>
          </div>
        </>
      ) : (
        <div class="deeds">
          {is === 'on' && button('pause', 'Pause')}
          {is === 'paused' && button('resume', 'Go on')}
          {is === 'failing' && button('resume', 'Try now')}
          {is === 'failing' && button('pause', 'Pause')}
          {givenUp !== undefined && button('again', 'Send again')}
          <button type="button" class="quiet bad" onClick={() => setAsks(true)}>
            Remove…
          </button>
        </div>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </li>
  );
}
