// Serves the built page: a handful of files, read once at the start and kept in memory, compressed as the build left them
// beside each other; the page itself also where a link leads to a room or a message. Nothing is compressed here: people talk
// meanwhile.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import Negotiator from 'negotiator';

/** Answers a request for a file of the page; false where there is none of that name. */
export type Page = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Nothing from elsewhere, nothing inline, no frames around it: what users write can never become code. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** A link to a room or to one of its messages: the page itself knows what it names. */
const LINK = /^\/r\/[^/]{1,100}(\/\d{1,16})?\/?$/;

/** Ends of names of what is the same in another encoding (src/web/build/compressed.ts), the smallest first. */
const ENCODINGS = [
  { ending: '.br', encoding: 'br' },
  { ending: '.gz', encoding: 'gzip' },
] as const;

interface Variant {
  body: Buffer;
  headers: Record<string, string>;
}

interface Asset {
  plain: Variant;
  /** By encoding, the smallest first. */
  compressed: ReadonlyMap<string, Variant>;
}

/** What keeps the page in a browser, and what takes that away again (src/web/worker/). */
const [WORKER, WORKER_OFF] = ['/worker.js', '/worker-off.js'] as const;

/**
 * Throws where `directory` cannot be read. Without a directory there is no page. `offline: false` has browsers let go of the page
 * that they keep.
 */
export function loadPage(directory: string | undefined, { offline = true } = {}): Page {
  const files = directory === undefined ? new Map<string, Buffer>() : readAll(directory);
  const assets = new Map<string, Asset>();
  for (const [name, body] of files) {
    if (ENCODINGS.some(({ ending }) => name.endsWith(ending))) continue;
    assets.set(name, assetOf(files, name, body));
  }
  const index = assets.get('/index.html');
  if (index !== undefined) assets.set('/', index);
  const off = assets.get(WORKER_OFF);
  if (!offline && off !== undefined) assets.set(WORKER, off);
  return (request, response, path) => {
    const asset = assets.get(LINK.test(path) ? '/' : path);
    if (asset === undefined) return false;
    const { body, headers } = variantFor(asset, request);
    const unchanged = request.headers['if-none-match'] === headers['etag'];
    response.writeHead(unchanged ? 304 : 200, headers);
    response.end(unchanged || request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

/** By the paths under which they are asked for. */
function readAll(directory: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const file of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    files.set(`/${relative(directory, path).split(sep).join('/')}`, readFileSync(path));
  }
  return files;
}

function variantFor({ plain, compressed }: Asset, request: IncomingMessage): Variant {
  if (compressed.size === 0) return plain;
  const wanted = new Negotiator(request).encodings([...compressed.keys()]);
  for (const [encoding, variant] of compressed) if (wanted.includes(encoding)) return variant;
  return plain;
}

function assetOf(files: ReadonlyMap<string, Buffer>, name: string, body: Buffer): Asset {
  const compressed = new Map<string, Variant>();
  for (const { ending, encoding } of ENCODINGS) {
    const smaller = files.get(name + ending);
    if (smaller === undefined) continue;
    compressed.set(encoding, {
      body: smaller,
      headers: { ...headersOf(name, smaller), 'content-encoding': encoding, vary: VARY },
    });
  }
  const headers = headersOf(name, body);
  return {
    plain: { body, headers: compressed.size === 0 ? headers : { ...headers, vary: VARY } },
    compressed,
  };
}

/** Caches between keep each encoding for those who take it. */
const VARY = 'accept-encoding';

const headersOf = (name: string, body: Buffer): Record<string, string> => ({
  ...SECURITY,
  'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
  // The build puts a hash of the content into the names below /assets.
  'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
});
