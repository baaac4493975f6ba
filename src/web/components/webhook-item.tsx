// One webhook of a room: where it tells what, how that goes, and what can be done about it.
import { goingOf, goingWords, toldWords } from '../../chat/webhook/prose.ts';
import type { ListedWebhook } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { untilOf } from '../model/time.ts';
import { WEBHOOKS_WORDS as WORDS } from '../words/webhooks.ts';
import { useDeed } from './use-deed.ts';
import { useQuestion } from './use-question.ts';

export interface WebhookItemProps {
  chat: Chat;
  room: string;
  webhook: ListedWebhook;
  onDone: () => void;
  /** It was removed, and with it what had the focus. */
  onGone: () => void;
}

type Deed = 'pause' | 'resume' | 'skip' | 'again' | 'revoke';

export function WebhookItem({ chat, room, webhook, onDone, onGone }: WebhookItemProps) {
  const { id, url, events, by, failing, givenUp } = webhook;
  const { asks, opener, no } = useQuestion();
  const { busy, problem, run } = useDeed();
  const is = goingOf(webhook);
  /** What could not be delivered, and is tried again. */
  const waits = failing?.seq ?? 0;
  const now = Date.now();
  const going = goingWords(webhook, { now, when: (ms) => untilOf(ms, now) });
  const act = (deed: Deed) =>
    void run(
      () => chat.roomDeeds.webhook(room, { do: deed, webhook: id, ...seqOf(deed) }),
      deed === 'revoke' ? onGone : onDone,
    );
  const seqOf = (deed: Deed) => (deed === 'skip' && waits > 0 ? { seq: waits } : {});
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
        {WORDS.addedBy(toldWords(events))}
        <bdi>{by.name}</bdi>.
      </p>
      {going.map((line) => (
        <p key={line} class="going">
          {line}
        </p>
      ))}
      {asks ? (
        <>
          <p>{WORDS.ask}</p>
          <div class="choice">
            <button type="button" class="quiet" {...no}>
              {WORDS.no}
            </button>
            <button type="button" class="danger" disabled={busy} onClick={() => act('revoke')}>
              {WORDS.yes}
            </button>
          </div>
        </>
      ) : (
        <div class="deeds">
          {is === 'on' && button('pause', WORDS.pause)}
          {is === 'paused' && button('resume', WORDS.goOn)}
          {is === 'failing' && button('resume', WORDS.tryNow)}
          {is === 'failing' && waits > 0 && button('skip', WORDS.skip)}
          {is === 'failing' && button('pause', WORDS.pause)}
          {givenUp !== undefined && button('again', WORDS.again)}
          <button type="button" class="quiet bad" {...opener}>
            {WORDS.remove}
          </button>
        </div>
      )}
      <p class="problem" role="alert">
        {problem}
      </p>
    </li>
  );
}
