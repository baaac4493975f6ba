// A Vite plugin: what is there from the beginning is three files of the built page, its first lines with what they need (src/web/main.tsx),
// what draws messages (src/web/picture.tsx) and the page itself (src/web/start.tsx). The document names all of them, so that they are fetched at
// once, and run in this order. Left alone, the build would part them by what is loaded later as well.
import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

const source = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FIRST = source('main.tsx');
const BESIDE = source('components/beside.ts');
/** What stands behind the first lines, in the order in which it runs. */
const THEN = { picture: source('picture.tsx'), page: source('start.tsx') };
const ROOTS = { first: FIRST, ...THEN };

/**
 * For a browser that knows it: nearly all of the file runs as the page begins, so all of it is compiled while it comes, beside the
 * thread that everything else runs on (V8's explicit compile hints). To any other browser it is a comment.
 */
const HINT = '//# allFunctionsCalledOnLoad\n';

export const firstLoad = (): Plugin => {
  /** The file of each module that is in one of them. */
  const files = new Map<string, string>();
  /** A group takes along what its modules import: what runs first is asked first. */
  const groups = Object.keys(ROOTS).map((file, index, { length }) => ({
    debugName: file,
    name: (id: string): string | undefined => (files.get(id) === file ? file : undefined),
    priority: length - index,
  }));
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
          output: { codeSplitting: { groups } },
        },
      },
    }),
    buildStart() {
      for (const [name, id] of Object.entries(THEN)) this.emitFile({ type: 'chunk', id, name });
    },
    buildEnd() {
      for (const [file, id] of Object.entries(ROOTS)) gather(this, id, file);
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
        const roots = Object.values(THEN);
        for (const { facadeModuleId, fileName, moduleIds } of chunks)
          if (roots.includes(facadeModuleId ?? '') && moduleIds.length === 0)
            delete bundle[fileName];
        const tags = roots
          .flatMap((root) => chunks.filter(({ moduleIds }) => moduleIds.includes(root)))
          .map(({ fileName, moduleIds }) => ({
            tag: 'script',
            attrs: {
              type: 'module',
              crossorigin: true,
              // Before it there is nothing to be seen, and each picture of that takes its time from what is asked for.
              ...(moduleIds.includes(THEN.picture) && { blocking: 'render' }),
              src: `/${fileName}`,
            },
            injectTo: 'head' as const,
          }));
        // The first lines wait neither for the style sheet nor for the end of the document.
        return { html: html.replace('<script type="module"', '<script async type="module"'), tags };
      },
    },
  };
};
