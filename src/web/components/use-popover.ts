// Something small that lies over the page until it is used or left: Escape, a press beside it, or the focus that goes elsewhere
// close it. Invariant: whoever closes it by keyboard finds the focus where it was.
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

export interface PopoverOptions {
  /** `byKey`: the focus is to go back to where it was. */
  onClose: (byKey: boolean) => void;
  /** What shows another thing in the same place has another name. */
  shows: string;
}

/** What opened something, as long as that is open. */
const OPENER = '[aria-haspopup][aria-expanded="true"]';

export function usePopover(
  panel: RefObject<HTMLElement | null>,
  { onClose, shows }: PopoverOptions,
) {
  useLayoutEffect(() => {
    const box = panel.current;
    const first = (selector: string) => box?.querySelector<HTMLElement>(selector);
    (first('[data-first]') ?? first('button') ?? box)?.focus({ preventScroll: true });
  }, [shows]);

  // Before the next key, not some time after the picture.
  useLayoutEffect(() => {
    const box = panel.current;
    if (box === null) return;
    // What opened it closes it with the same press: closed before that, it would open once more.
    const isOutside = (target: EventTarget | null) =>
      !(target instanceof Element && (box.contains(target) || target.closest(OPENER)));
    const press = ({ target }: PointerEvent) => {
      // What dims the page closes with a whole press: half of one would go on to what lies below.
      const isScrim = target instanceof Element && target.matches('.popover-scrim');
      if (isOutside(target) && !isScrim) onClose(false);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      onClose(true);
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      if (relatedTarget !== null && isOutside(relatedTarget)) onClose(false);
    };
    document.addEventListener('pointerdown', press);
    box.addEventListener('keydown', key);
    box.addEventListener('focusout', leave);
    return () => {
      document.removeEventListener('pointerdown', press);
      box.removeEventListener('keydown', key);
      box.removeEventListener('focusout', leave);
    };
  });
}

/** Stands beside its anchor, inside what scrolls with it; a narrow screen has it at its foot (popover.css). */
export function useAnchored(
  panel: RefObject<HTMLElement | null>,
  anchor: () => HTMLElement | null,
) {
  useLayoutEffect(() => {
    const box = panel.current;
    const target = anchor();
    const scroller = box?.closest<HTMLElement>('.scroller');
    if (!box || !target || !scroller) return;
    const frame = scroller.getBoundingClientRect();
    const at = target.getBoundingClientRect();
    const lowest = frame.bottom - box.offsetHeight - MARGIN;
    const top = Math.max(frame.top + MARGIN, Math.min(at.top + MARGIN, lowest));
    box.style.setProperty('--top', `${top - frame.top + scroller.scrollTop}px`);
    const right = frame.left + scroller.clientWidth - at.right + MARGIN;
    box.style.setProperty('--right', `${Math.max(MARGIN, right)}px`);
    target.dataset['open'] = '';
    return () => {
      delete target.dataset['open'];
    };
  });
}
const MARGIN = 8;
