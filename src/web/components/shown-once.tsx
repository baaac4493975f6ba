// Something secret that is shown now and never again, to be copied to where it is needed.
import { useState } from 'preact/hooks';

export function ShownOnce({ text, onDone }: { text: string; onDone: () => void }) {
  const [copied, setCopied] = useState<string>();
  const copy = async (event: Event) => {
    const field = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      setCopied('Copied.');
    } catch {
      // Not everywhere a page may do that: then it is selected, to be copied by hand.
      if (!(field instanceof HTMLElement)) return;
      const shown = field.closest('.once')?.querySelector('code');
      if (shown) getSelection()?.selectAllChildren(shown);
      setCopied('It is selected: copy it with your keyboard.');
    }
  };
  return (
    <div class="once">
      <p>
        This is its secret. The other program checks with it that what it is told comes from here.
        <strong> It is not shown again</strong>: keep it where you keep passwords.
      </p>
      <code dir="ltr">{text}</code>
      <p class="hint" role="status">
        {copied}
      </p>
      <div class="choice">
        <button type="button" class="quiet" data-first onClick={copy}>
          Copy
        </button>
        <button type="button" class="primary" onClick={onDone}>
          I have it
        </button>
      </div>
    </div>
  );
}
