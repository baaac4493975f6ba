// Who may find a room and read in it: two answers, in words.
import { useId } from 'preact/hooks';
import { KIND_WORDS } from '../words/kinds.ts';

export type RoomKind = 'public' | 'private';

export interface KindChoiceProps {
  kind: RoomKind;
  onChange: (kind: RoomKind) => void;
}

export function KindChoice({ kind, onChange }: KindChoiceProps) {
  const name = useId();
  return (
    <fieldset class="kinds">
      <legend>{KIND_WORDS.label}</legend>
      {KIND_WORDS.kinds.map((one) => (
        <label key={one.kind}>
          <input
            type="radio"
            name={name}
            checked={one.kind === kind}
            onChange={() => onChange(one.kind)}
          />
          <span>
            <strong>{one.label}</strong> <span class="hint">{one.says}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
