// What a browser fetches of a built page before anything can be seen: index.html, and what it names, and what that imports in
// turn; not what is loaded when it is needed. As it is served: in brotli.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Fetched {
  /** Below the page's directory. */
  path: string;
  /** Compressed. */
  bytes: number;
}

/** Import and export declarations of a built module: what is fetched with it. `import(…)` is not. */
const STATIC_IMPORT = /\b(?:import|export)\s*(?:[\w$*{][^'"()]*?\bfrom\s*)?["']([^"']+)["']/g;
const NAMED = /\b(?:src|href)="\/?([^":]+\.(?:js|css))"/g;

export function firstLoad(directory: string): Fetched[] {
  const fetched = new Map<string, Fetched>();
  const fetch = (path: string): void => {
    if (fetched.has(path)) return;
    fetched.set(path, { path, bytes: sizeOf(join(directory, path)) });
    const text = readFileSync(join(directory, path), 'utf8');
    if (path.endsWith('.html')) {
      for (const [, named = ''] of text.matchAll(NAMED)) fetch(named);
    } else if (path.endsWith('.js')) {
      for (const [, imported = ''] of text.matchAll(STATIC_IMPORT)) {
        if (/^\.{1,2}\//.test(imported)) fetch(join(dirname(path), imported));
      }
    }
  };
  fetch('index.html');
  return [...fetched.values()];
}

function sizeOf(path: string): number {
  const compressed = `${path}.br`;
  if (!existsSync(compressed)) throw new Error(`${path} is not compressed`);
  return statSync(compressed).size;
}
