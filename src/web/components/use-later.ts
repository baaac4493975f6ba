// A part of the page that nobody sees at first: fetched once everything else is done, so that it is there without a connection, too;
// or at once where it is wanted before that, or one comes near it.
import { useEffect, useState } from 'preact/hooks';

/** Long after the first picture, milliseconds. */
const LATER_MS = 4_000;

/** What is fetched once, whoever wants it: from then on it is there for everybody at once. */
export interface Later<Part> {
  readonly part: Part | undefined;
  /** Rejects where it cannot be had: no connection, or a newer page is there. The next one tries again. */
  fetch: () => Promise<Part>;
}

export function later<Part extends object>(load: () => Promise<Part>): Later<Part> {
  let part: Part | undefined;
  return {
    get part() {
      return part;
    },
    fetch: async () => {
      part ??= await load();
      return part;
    },
  };
}

export interface LaterOptions {
  isWanted: boolean;
  /** It is wanted, and cannot be had. */
  onMissing: () => void;
}

export function useLater<Part extends object>(
  from: Later<Part>,
  { isWanted, onMissing }: LaterOptions,
): Part | undefined {
  const [part, setPart] = useState(from.part);
  const now = part ?? from.part;
  useEffect(() => {
    if (now !== undefined) return;
    let isOver = false;
    const fetch = async () => {
      try {
        const fetched = await from.fetch();
        if (!isOver) setPart(fetched);
      } catch {
        if (!isOver && isWanted) onMissing();
      }
    };
    const timer = setTimeout(() => void fetch(), isWanted ? 0 : LATER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [now, isWanted]);
  return now;
}
