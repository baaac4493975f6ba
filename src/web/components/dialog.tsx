// What is asked or shown over the whole page. The browser's own dialog: the focus stays in it and goes back to where it was,
// Escape closes it, and nothing behind it is reached, by keyboard, pointer or screen reader.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { COMMON_WORDS } from '../words/places.ts';
import { Icon } from './icon.tsx';

export interface DialogProps {
  title: string;
  /** What shows another thing in the same place has another name: the focus goes to its first thing. */
  shows?: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, shows, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useLayoutEffect(() => {
    const { current } = box;
    current?.showModal();
    // By closing it the focus goes back; taken away it would go nowhere.
    return () => current?.close();
  }, []);
  useLayoutEffect(() => {
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [shows]);

  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // What is below has keys of its own.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="sheet">
        <header>
          <h2 id={titleId} dir="auto">
            {title}
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label={COMMON_WORDS.close}
            onClick={onClose}
          >
            <Icon name="close" size={18} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
