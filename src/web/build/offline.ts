// A Vite plugin: the service worker with the list of what this build consists of (src/web/worker/), and the one that takes it away.
// A file of either is complete in itself: it is loaded by its name, not as a module.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, transformWithOxc } from 'vite';
import type { KeptFile } from '../worker/kept-file.ts';

const WORKERS = ['worker', 'worker-off'] as const;

export function offline(): Plugin {
  let publicDir = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    generateBundle: {
      // index.html is there by then; what compresses comes behind this one.
      order: 'post',
      async handler(_, bundle) {
        const built = Object.values(bundle).map((file): [string, string | Uint8Array] => [
          file.fileName,
          file.type === 'chunk' ? file.code : file.source,
        ]);
        const files = [...built, ...publicFiles(publicDir)].map(([name, body]) =>
          keptFile(name, body),
        );
        const list = JSON.stringify(files);
        const build = JSON.stringify(digest('sha256', list, 'hex').slice(0, 16));
        for (const name of WORKERS) {
          const code = await compiled(name);
          const source = code.replaceAll('__BUILD__', build).replaceAll('__FILES__', list);
          this.emitFile({ type: 'asset', fileName: `${name}.js`, source });
        }
      },
    },
  };
}

const keptFile = (name: string, body: string | Uint8Array): KeptFile => ({
  url: name === 'index.html' ? '/' : `/${name}`,
  integrity: `sha384-${digest('sha384', body, 'base64')}`,
});

const digest = (kind: string, body: string | Uint8Array, form: 'base64' | 'hex'): string =>
  createHash(kind).update(body).digest(form);

/** What is served as it is: icons and the manifest. */
const publicFiles = (directory: string): [string, Uint8Array][] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(directory, path).split(sep).join('/'), readFileSync(path)];
    });

/** Without types, and without what makes it a module. */
async function compiled(name: string): Promise<string> {
  const path = fileURLToPath(new URL(`../worker/${name}.ts`, import.meta.url));
  const { code } = await transformWithOxc(readFileSync(path, 'utf8'), path);
  return code.replaceAll(/^export \{\};?$/gm, '');
}
