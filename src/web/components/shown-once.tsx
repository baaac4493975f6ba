// Something secret that is shown now and never again, to be copied to where it is needed.
import { useState } from 'preact/hooks';
import { SECRET_WORDS as WORDS } from '../words/webhooks.ts';

export function ShownOnce({ text, onDone }: { text: string; onDone: () => void }) {
  const [copied, setCopied] = useState<string>();
  const copy = async (event: Event) => {
    const field = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      setCopied(WORDS.copied);
    } catch {
      // Not everywhere a page may do that: then it is selected, to be copied by hand.
      if (!(field instanceof HTMLElement)) return;
      const shown = field.closest('.once')?.querySelector('code');
      if (shown) getSelection()?.selectAllChildren(shown);
      setCopied(WORDS.selected);
    }
  };
  return (
    <div class="once">
      <p>
        {WORDS.lead}
        <strong>{WORDS.once}</strong>
        {WORDS.keep}
      </p>
      <code dir="ltr">{text}</code>
      <p class="hint" role="status">
        {copied}
      </p>
      <div class="choice">
        <button type="button" class="quiet" data-first onClick={copy}>
          {WORDS.copy}
        </button>
        <button type="button" class="primary" onClick={onDone}>
          {WORDS.done}
        </button>
      </div>
    </div>
  );
}
