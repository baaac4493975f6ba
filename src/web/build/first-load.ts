// A Vite plugin: what is there from the beginning is two files of the built page, its first lines with what they need (src/web/main.tsx)
// and the page itself (src/web/start.tsx). The document names both, so that they are fetched at once, and run in this order. Left alone,
// the build would part the second by what is loaded later as well.
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const [FIRST, PAGE] = ['first', 'page'] as const;
const START = fileURLToPath(new URL('../start.tsx', import.meta.url));
const ROOTS = { [FIRST]: fileURLToPath(new URL('../main.tsx', import.meta.url)), [PAGE]: START };

export const firstLoad = (): Plugin => {
  /** The file of each module that is in one of them. */
  const files = new Map<string, string>();
  const name = (id: string): string | undefined => files.get(id);
  /** A module and what it imports at once. */
  const gather = (build: Rolldown.PluginContext, id: string, file: string): void => {
    if (files.has(id)) return;
    files.set(id, file);
    for (const imported of build.getModuleInfo(id)?.importedIds ?? [])
      gather(build, imported, file);
  };
  return {
    name: 'first-load',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: [{ debugName: 'first load', name }] } },
        },
      },
    }),
    buildStart() {
      this.emitFile({ type: 'chunk', id: START, name: PAGE });
    },
    buildEnd() {
      for (const file of [FIRST, PAGE]) gather(this, ROOTS[file], file);
    },
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
        // Beside it the build makes one that leads there, for whoever would name the module.
        for (const { facadeModuleId, fileName, moduleIds } of chunks)
          if (facadeModuleId === START && moduleIds.length === 0) delete bundle[fileName];
        const tags = chunks
          .filter(({ moduleIds }) => moduleIds.includes(START))
          .map(({ fileName }) => ({
            tag: 'script',
            attrs: { type: 'module', crossorigin: true, src: `/${fileName}` },
            injectTo: 'head' as const,
          }));
        // They wait neither for the style sheet nor for the end of the document.
        return { html: html.replace('<script type="module"', '<script async type="module"'), tags };
      },
    },
  };
};
