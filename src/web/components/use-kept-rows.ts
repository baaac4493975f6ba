// Rows that stay drawn wherever one scrolls: the one that has the focus, those of a selection that is being made, what has
// something open over it, and the line above what is new, for it is seen where it is (unread-bar.tsx). Invariant: they are bounded, however much is selected.
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Row } from '../model/rows.ts';

/** Of a longer selection only its two ends stay. */
const SELECTED_MAX = 300;
/** Its key. */
const NEW = 'new';

export function useKeptRows(
  list: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  open: string | undefined,
): ReadonlySet<string> {
  const [ends, setEnds] = useState<readonly string[]>([]);
  const [focused, setFocused] = useState<string>();
  const shown = useRef(ends);

  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const keyOf = (node: Node | null) => {
      const element = node instanceof Element ? node : node?.parentElement;
      const message = element?.closest<HTMLElement>('.message');
      return message && box.contains(message) ? message.dataset['key'] : undefined;
    };
    const focus = ({ target }: FocusEvent) =>
      setFocused(keyOf(target instanceof Node ? target : null));
    const leave = () => setFocused(undefined);
    const select = () => {
      const selection = document.getSelection();
      const nodes =
        selection?.isCollapsed === false ? [selection.anchorNode, selection.focusNode] : [];
      const keys = nodes.flatMap((node) => keyOf(node) ?? []);
      if (keys.join() === shown.current.join()) return;
      shown.current = keys;
      setEnds(keys);
    };
    box.addEventListener('focusin', focus);
    box.addEventListener('focusout', leave);
    document.addEventListener('selectionchange', select);
    return () => {
      box.removeEventListener('focusin', focus);
      box.removeEventListener('focusout', leave);
      document.removeEventListener('selectionchange', select);
    };
  }, []);

  return useMemo(() => {
    const others = [focused, open].filter((key) => key !== undefined);
    const kept = new Set([NEW, ...ends, ...others]);
    const [a = -1, b = -1] = ends
      .map((end) => rows.findIndex(({ key }) => key === end))
      .sort(byNumber);
    if (a >= 0 && b - a <= SELECTED_MAX) for (const { key } of rows.slice(a, b)) kept.add(key);
    return kept;
  }, [rows, ends, focused, open]);
}

const byNumber = (a: number, b: number): number => a - b;
