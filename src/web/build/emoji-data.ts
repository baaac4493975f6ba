// A Vite plugin: of the data about emoji what the page reads (src/web/model/text/emoji-data.ts), a third of it.
import type { Plugin } from 'vite';

const DATA = /emojibase-data\/en\/compact\.json$/;

interface Datum {
  hexcode: string;
  unicode: string;
  label: string;
  group?: number;
  tags?: string[];
  skins?: unknown[];
}

export const emojiData = (): Plugin => ({
  name: 'emoji-data',
  // Before JSON becomes a module.
  enforce: 'pre',
  transform: (code, id) => {
    if (!DATA.test(id)) return null;
    const data: Datum[] = JSON.parse(code);
    // Of the skins only how many there are is read.
    const read = data.map(({ hexcode, unicode, label, group, tags, skins }) => ({
      ...{ hexcode, unicode, label, group, tags },
      skins: skins?.map(() => 0),
    }));
    return { code: JSON.stringify(read), map: null };
  },
});
