// A Vite plugin: what is there from the beginning is two files of the built page, its first lines with what they need (src/web/main.tsx)
// and the page itself (src/web/start.tsx). The document names both, so that they are fetched at once, and run in this order. Left alone,
// the build would part the second by what is loaded later as well.
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const [FIRST, PAGE] = ['first', 'page'] as const;
const START = fileURLToPath(new URL('../start.tsx', import.meta.url));
const BESIDE = fileURLToPath(new URL('../components/beside.ts', import.meta.url));
const ROOTS = { [FIRST]: fileURLToPath(new URL('../main.tsx', import.meta.url)), [PAGE]: START };

/**
 * For a browser that knows it: nearly all of the file runs as the page begins, so all of it is compiled while it comes, beside the
 * thread that everything else runs on (V8's explicit compile hints). To any other browser it is a comment.
 */
const HINT = '//# allFunctionsCalledOnLoad\n';

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
    generateBundle: {
      // Nothing may stand before it; what reads the files as they are served comes behind this one.
      order: 'post',
      handler(_, bundle) {
        const runs = (id: string) => id === BESIDE || files.has(id);
        for (const file of Object.values(bundle))
          if (file.type === 'chunk' && file.moduleIds.some(runs)) file.code = HINT + file.code;
      },
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
