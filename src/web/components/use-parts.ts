// F6 goes from part to part of the page, and Shift+F6 back, as in other chats: the list of rooms, what is asked above the room, its
// header, its messages, where one writes, what is open beside them. Invariant: what lies over the page has to be done with first.
import { useEffect } from 'preact/hooks';

/** In their order; of each where the focus begins, the first that there is. */
const PARTS: readonly { part: string; first: readonly string[] }[] = [
  { part: '.sidebar', first: ['.rooms a[tabindex="0"]', 'button'] },
  { part: '.room-header', first: ['.room-title ~ button', 'button'] },
  { part: '.invitations', first: ['button'] },
  { part: '.timeline', first: ['.message[tabindex="0"]', '.scroller'] },
  { part: '.refused', first: ['button'] },
  { part: '.composer', first: ['textarea'] },
  { part: '.people', first: ['.all button', 'button'] },
  { part: '.search-panel', first: ['#search-field'] },
];

export function useParts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
      if (key !== 'F6' || altKey || ctrlKey || metaKey) return;
      // A browser has parts of its own.
      event.preventDefault();
      if (document.querySelector('dialog[open]') === null) go(shiftKey ? -1 : 1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

function go(by: 1 | -1): void {
  const there = PARTS.flatMap(({ part, first }) => {
    const box = document.querySelector<HTMLElement>(part);
    const begin = first.map((one) => box?.querySelector<HTMLElement>(one)).find((one) => one);
    return box && begin && begin.closest('[inert]') === null ? [{ box, begin }] : [];
  });
  const now = there.findIndex(({ box }) => box.contains(document.activeElement));
  // Whoever is nowhere begins at the one or the other end.
  const next = now === -1 && by === -1 ? there.length - 1 : now + by;
  there[(next + there.length) % there.length]?.begin.focus();
}
