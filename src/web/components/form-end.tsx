// The end of a dialog that does something: what went wrong, the way back, and the button that does it.
import { COMMON_WORDS } from '../words/places.ts';

export interface FormEndProps {
  /** What the button says. */
  does: string;
  busy: boolean;
  problem: string | undefined;
  onClose: () => void;
  /** Of the words about what went wrong, for the field that they are about. */
  id?: string;
}

export function FormEnd({ does, busy, problem, onClose, id }: FormEndProps) {
  return (
    <>
      <p id={id} class="problem" role="alert">
        {problem}
      </p>
      <div class="choice">
        <button type="button" class="quiet" onClick={onClose}>
          {COMMON_WORDS.cancel}
        </button>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? COMMON_WORDS.busy : does}
        </button>
      </div>
    </>
  );
}
