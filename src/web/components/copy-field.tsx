// A text that somebody takes with them: shown whole, selected as it is touched, with a button that copies it.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { TOKEN_WORDS } from '../words/bots.ts';
import { copyText } from './copy-text.ts';
import { Icon } from './icon.tsx';

export interface CopyFieldProps {
  label: string;
  text: string;
  /** What somebody is to take first. */
  isFirst?: true;
}

export function CopyField({ label, text, isFirst }: CopyFieldProps) {
  const [said, setSaid] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (isFirst) field.current?.focus();
  }, []);
  const copy = async () => {
    const isDone = await copyText(text);
    if (!isDone) field.current?.select();
    setSaid(isDone ? TOKEN_WORDS.copied : TOKEN_WORDS.notCopied);
  };
  return (
    <>
      <label for={id}>{label}</label>
      <div class="copy-field">
        <input
          ref={field}
          id={id}
          class="code"
          value={text}
          readOnly
          spellcheck={false}
          dir="ltr"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={TOKEN_WORDS.copy(label)}
          title={TOKEN_WORDS.copy(label)}
          onClick={() => void copy()}
        >
          <Icon name="copy" size={18} />
        </button>
      </div>
      <p class="hint" role="status">
        {said}
      </p>
    </>
  );
}
