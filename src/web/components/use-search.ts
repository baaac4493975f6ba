// Whether the search is open. Ctrl+Shift+F (on a Mac Command+Shift+F) opens it from anywhere. Invariant: whoever closes it finds
// the focus where it was, before the next key.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SearchButtonProps } from './search-button.tsx';

export interface SearchOpening {
  open: boolean;
  close: () => void;
  /** A result was chosen, and leads the focus elsewhere. */
  leave: () => void;
  button: SearchButtonProps;
}

export const SEARCH_FIELD = 'search-field';

export function useSearch(): SearchOpening {
  const [open, setOpen] = useState(false);
  const from = useRef<Element>(null);
  const isClosing = useRef(false);
  const show = () => {
    if (!open) from.current = document.activeElement;
    setOpen(true);
    // Where it is open already.
    const field = document.querySelector<HTMLInputElement>(`#${SEARCH_FIELD}`);
    field?.focus();
    field?.select();
  };
  const close = () => {
    isClosing.current = true;
    setOpen(false);
  };
  // What it lay over takes the focus again only once it is gone.
  useLayoutEffect(() => {
    if (open || !isClosing.current) return;
    isClosing.current = false;
    const { current } = from;
    const isThere = current instanceof HTMLElement && current.isConnected;
    if (isThere && current !== document.body) current.focus();
    else document.querySelector<HTMLElement>('.search-button')?.focus();
  }, [open]);
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // What lies over the page has to be done with first.
      if (!asksToSearch(event) || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const button = { open, onToggle: () => (open ? close() : show()) };
  return { open, close, leave: () => setOpen(false), button };
}

const asksToSearch = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean =>
  (ctrlKey || metaKey) && shiftKey && !altKey && key.toLowerCase() === 'f';
