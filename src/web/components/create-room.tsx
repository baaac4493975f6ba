// Makes a room: its name, what it is called besides, and who may find it.
import { useId, useState } from 'preact/hooks';
import { ROOM_LIMITS } from '../../chat/room/room.ts';
import { roomProblem } from '../../client/problems.ts';
import type { Chat } from '../model/chat.ts';
import { asRoomName } from '../model/route.ts';
import { CREATE_ROOM_WORDS as WORDS } from '../words/dialogs.ts';
import { Dialog } from './dialog.tsx';
import { FormEnd } from './form-end.tsx';
import { KindChoice, type RoomKind } from './kind-choice.tsx';
import { toComposer } from './to-composer.ts';
import { useDeed } from './use-deed.ts';

const NAME_MAX = 64;

export function CreateRoom({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [title, setTitle] = useState('');
  const [kind, setKind] = useState<RoomKind>('public');
  const { busy, problem, run, say } = useDeed();
  const id = useId();
  const name = asRoomName(typed);

  /** What was opened is written in. */
  const done = () => {
    onClose();
    toComposer();
  };
  const create = (event: Event) => {
    event.preventDefault();
    const wrong = name === '' ? WORDS.needsName : roomProblem(name);
    if (wrong !== undefined) return say(wrong);
    void run(
      () => chat.roomDeeds.create(name, { kind, ...(title.trim() !== '' && { title }) }),
      done,
    );
  };

  return (
    <Dialog title={WORDS.title} onClose={onClose}>
      <form class="fields" onSubmit={create} noValidate>
        <label for={`${id}name`}>{WORDS.name}</label>
        <input
          id={`${id}name`}
          data-first
          value={typed}
          maxLength={NAME_MAX}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          placeholder={WORDS.nameExample}
          aria-describedby={`${id}hint ${id}problem`}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            say(undefined);
          }}
        />
        <p id={`${id}hint`} class="hint">
          {name !== '' && name !== typed ? WORDS.nameWillBe(name) : WORDS.nameHint}
        </p>
        <label for={`${id}title`}>{WORDS.called}</label>
        <input
          id={`${id}title`}
          value={title}
          maxLength={ROOM_LIMITS.titleMax}
          autocomplete="off"
          dir="auto"
          placeholder={WORDS.calledExample}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
        <KindChoice kind={kind} onChange={setKind} />
        <FormEnd does={WORDS.does} id={`${id}problem`} {...{ busy, problem, onClose }} />
      </form>
    </Dialog>
  );
}
