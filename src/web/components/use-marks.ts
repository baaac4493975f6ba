// Whoever draws a text draws it again once its marks can be read.
import { useEffect } from 'preact/hooks';
import { loadMarks, marksLoaded } from '../model/text/marked.ts';
import { useStore } from './use-store.ts';

export function useMarks(): void {
  const isLoaded = useStore(marksLoaded, (loaded) => loaded);
  useEffect(() => {
    if (!isLoaded) void loadMarks();
  }, []);
}
