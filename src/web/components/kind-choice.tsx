// Who may find a room and read in it: two answers, in words.
import { useId } from 'preact/hooks';

export type RoomKind = 'public' | 'private';

const KINDS = [
  { kind: 'public', label: 'Public', says: 'Everybody may find it, read and write in it.' },
  { kind: 'private', label: 'Private', says: 'Only who was invited knows of it.' },
] as const;

export interface KindChoiceProps {
  kind: RoomKind;
  onChange: (kind: RoomKind) => void;
}

export function KindChoice({ kind, onChange }: KindChoiceProps) {
  const name = useId();
  return (
    <fieldset class="kinds">
      <legend>Who may come in</legend>
      {KINDS.map((one) => (
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
