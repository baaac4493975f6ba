// A part of the page that nobody sees at first: fetched once everything else is done, so that it is there without a connection, too;
// or at once where it is wanted before that.
import { useEffect, useState } from 'preact/hooks';

/** Long after the first picture, milliseconds. */
const LATER_MS = 4_000;

export interface LaterOptions<Part> {
  load: () => Promise<Part>;
  isWanted: boolean;
  /** It is wanted, and cannot be had. */
  onMissing: () => void;
}

export function useLater<Part extends object>(options: LaterOptions<Part>): Part | undefined {
  const { load, isWanted, onMissing } = options;
  const [part, setPart] = useState<Part>();
  useEffect(() => {
    if (part !== undefined) return;
    let isOver = false;
    const fetch = async () => {
      try {
        const loaded = await load();
        if (!isOver) setPart(loaded);
      } catch {
        // No connection, or a newer page is there: the next wish tries again.
        if (!isOver && isWanted) onMissing();
      }
    };
    const timer = setTimeout(() => void fetch(), isWanted ? 0 : LATER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [part, isWanted]);
  return part;
}
