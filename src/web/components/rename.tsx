// Gives the person another name: everywhere, also on their other devices.
import { useId, useState } from 'preact/hooks';
import type { Chat } from '../model/chat.ts';
import { RENAME_WORDS as WORDS } from '../words/dialogs.ts';
import { Dialog } from './dialog.tsx';
import { FormEnd } from './form-end.tsx';
import { useDeed } from './use-deed.ts';

const NAME_MAX = 64;

export function Rename({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [typed, setTyped] = useState(chat.user.name);
  const { busy, problem, run, say } = useDeed();
  const id = useId();
  const rename = (event: Event) => {
    event.preventDefault();
    const name = typed.trim();
    if (name === '') return say(WORDS.needsName);
    if (name === chat.user.name) return onClose();
    void run(() => chat.roomDeeds.rename(name), onClose);
  };
  return (
    <Dialog title={WORDS.title} onClose={onClose}>
      <form class="fields" onSubmit={rename} noValidate>
        <label for={`${id}name`}>{WORDS.name}</label>
        <input
          id={`${id}name`}
          data-first
          value={typed}
          maxLength={NAME_MAX}
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          aria-describedby={`${id}hint ${id}problem`}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            say(undefined);
          }}
        />
        <p id={`${id}hint`} class="hint">
          {WORDS.hint}
        </p>
        <FormEnd does={WORDS.does} id={`${id}problem`} {...{ busy, problem, onClose }} />
      </form>
    </Dialog>
  );
}
