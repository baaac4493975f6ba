// Enters a room by its name: what can be meant is corrected, what cannot is said in words.
import { useId, useRef, useState } from 'preact/hooks';
import { roomProblem } from '../../client/problems.ts';
import { asRoomName } from '../model/route.ts';
import { ADD_ROOM_WORDS } from '../words/rooms.ts';
import { Icon } from './icon.tsx';

export function AddRoom({ onAdd }: { onAdd: (name: string) => void }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();

  const add = (event: Event) => {
    event.preventDefault();
    const name = asRoomName(typed);
    const wrong = name === '' ? ADD_ROOM_WORDS.needsName : roomProblem(name);
    setProblem(wrong);
    if (wrong !== undefined) {
      field.current?.focus();
      return;
    }
    setTyped('');
    onAdd(name);
  };

  return (
    <form class="add-room" onSubmit={add} noValidate>
      <label class="visually-hidden" for="add-room">
        {ADD_ROOM_WORDS.label}
      </label>
      <div class="field">
        <input
          id="add-room"
          ref={field}
          value={typed}
          placeholder={ADD_ROOM_WORDS.placeholder}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          maxLength={80}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : problemId}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setProblem(undefined);
          }}
        />
        <button
          type="submit"
          class="icon-button"
          aria-label={ADD_ROOM_WORDS.does}
          title={ADD_ROOM_WORDS.does}
        >
          <Icon name="plus" size={18} />
        </button>
      </div>
      {problem !== undefined && (
        <p id={problemId} class="problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
