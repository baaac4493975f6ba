// One of a few, chosen by a press or with the arrows.
import { useId } from 'preact/hooks';

export interface RadioChoiceProps<One extends string> {
  label: string;
  all: readonly One[];
  words: Readonly<Record<One, string>>;
  value: One;
  onChange: (one: One) => void;
  /** Whether the focus begins here. */
  isFirst?: boolean;
}

export function RadioChoice<One extends string>(props: RadioChoiceProps<One>) {
  const { label, all, words, value, onChange, isFirst } = props;
  const name = useId();
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      <div>
        {all.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={name}
              checked={one === value}
              {...(isFirst && one === value ? { 'data-first': true } : {})}
              onChange={() => onChange(one)}
            />
            {words[one]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
