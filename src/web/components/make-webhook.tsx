// Another webhook: where it tells, and what.
import { useId, useState } from 'preact/hooks';
import { CHOICES } from '../../chat/webhook/prose.ts';
import { normalUrl, urlProblem, WEBHOOK_LIMITS } from '../../chat/webhook/webhook.ts';
import { asSentence } from '../model/as-sentence.ts';
import type { Chat } from '../model/chat.ts';
import { makeWebhook } from '../model/making-webhook.ts';
import { NEW_WEBHOOK_WORDS as WORDS } from '../words/webhooks.ts';
import { FormEnd } from './form-end.tsx';
import { useDeed } from './use-deed.ts';

export interface MakeWebhookProps {
  chat: Chat;
  room: string;
  /** With its secret. */
  onMade: (secret: string) => void;
  onBack: () => void;
}

export function MakeWebhook({ chat, room, onMade, onBack }: MakeWebhookProps) {
  const [url, setUrl] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([WORDS.first]);
  const { busy, problem, run, say } = useDeed();
  const id = useId();
  const choose = (name: string, on: boolean) =>
    setChosen(on ? [...chosen, name] : chosen.filter((one) => one !== name));
  const make = (event: Event) => {
    event.preventDefault();
    const wrong = urlProblem(url);
    if (wrong !== undefined) return say(asSentence(wrong));
    const events = CHOICES.filter(({ name }) => chosen.includes(name)).flatMap((one) => [
      ...one.events,
    ]);
    if (events.length === 0) return say(WORDS.needsEvents);
    let secret = '';
    const done = async () => {
      const made = await makeWebhook(chat, room, { url: normalUrl(url), events });
      if ('problem' in made) return made.problem;
      secret = made.secret;
      return undefined;
    };
    void run(done, () => onMade(secret));
  };
  return (
    <form class="fields" onSubmit={make} noValidate>
      <label for={`${id}url`}>{WORDS.address}</label>
      <input
        id={`${id}url`}
        data-first
        type="url"
        inputMode="url"
        dir="ltr"
        value={url}
        maxLength={WEBHOOK_LIMITS.urlMax}
        autocomplete="off"
        spellcheck={false}
        placeholder={WORDS.example}
        aria-describedby={`${id}problem`}
        onInput={(event) => setUrl(event.currentTarget.value)}
      />
      <fieldset class="kinds told">
        <legend>{WORDS.told}</legend>
        {CHOICES.map(({ name }) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={chosen.includes(name)}
              onChange={(event) => choose(name, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <FormEnd does={WORDS.does} id={`${id}problem`} {...{ busy, problem }} onClose={onBack} />
    </form>
  );
}
