// Enters a room by its name: what can be meant is corrected, what cannot is said in words.
import { useId, useRef, useState } from 'preact/hooks';
import { roomProblem } from '../../client/errors.ts';
import { asRoomName } from '../model/route.ts';
import { Icon } from './icon.tsx';

export function AddRoom({ onAdd }: { onAdd: (name: string) => void }) {
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const problemId = useId();

  const add = (event: Event) => {
    event.preventDefault();
    const name = asRoomName(typed);
    const wrong = name === '' ? 'Type the name of a room.' : roomProblem(name);
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
        Enter a room
      </label>
      <div class="field">
        <input
          id="add-room"
          ref={field}
          value={typed}
          placeholder="Enter a room…"
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
          aria-label="Enter the room"
          title="Enter the room"
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
