// Begins a conversation with one or a few people, or goes on with the one that there is.
import { useState } from 'preact/hooks';
import { ROOM_LIMITS } from '../../chat/room/room.ts';
import type { User } from '../../shared/wire/objects.ts';
import type { Chat } from '../model/chat.ts';
import { WRITE_TO_WORDS as WORDS } from '../words/dialogs.ts';
import { Dialog } from './dialog.tsx';
import { FormEnd } from './form-end.tsx';
import { PeoplePicker } from './people-picker.tsx';
import { toComposer } from './to-composer.ts';
import { useDeed } from './use-deed.ts';

export function WriteTo({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { busy, problem, run, say } = useDeed();
  const begin = (event: Event) => {
    event.preventDefault();
    if (chosen.length === 0) return say(WORDS.needsSomebody);
    void run(() => chat.roomDeeds.write(chosen), done);
  };
  /** What was opened is written in. */
  const done = () => {
    onClose();
    toComposer();
  };
  return (
    <Dialog title={WORDS.title} onClose={onClose}>
      <form class="fields" onSubmit={begin} noValidate>
        <PeoplePicker
          chat={chat}
          label={WORDS.to}
          chosen={chosen}
          max={ROOM_LIMITS.directMax - 1}
          onChange={(people) => {
            setChosen(people);
            say(undefined);
          }}
        />
        <p class="hint">{WORDS.hint}</p>
        <FormEnd does={WORDS.does} {...{ busy, problem, onClose }} />
      </form>
    </Dialog>
  );
}
