// Serves the built page: a handful of files, read once at the start and kept in memory.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

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
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

interface Asset {
  body: Buffer;
  headers: Record<string, string>;
}

/** Throws where `directory` cannot be read. Without a directory there is no page. */
export function loadPage(directory: string | undefined): Page {
  const assets = new Map<string, Asset>();
  if (directory !== undefined) {
    const files = readdirSync(directory, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name);
      const name = `/${relative(directory, path).split(sep).join('/')}`;
      assets.set(name, load(path, name));
    }
    const index = assets.get('/index.html');
    if (index !== undefined) assets.set('/', index);
  }
  return (request, response, path) => {
    const asset = assets.get(path);
    if (asset === undefined) return false;
    const { body, headers } = asset;
    const unchanged = request.headers['if-none-match'] === headers['etag'];
    response.writeHead(unchanged ? 304 : 200, headers);
    response.end(unchanged || request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

function load(path: string, name: string): Asset {
  const body = readFileSync(path);
  const hashed = name.startsWith('/assets/');
  return {
    body,
    headers: {
      ...SECURITY,
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      // The build puts a hash of the content into the names below /assets.
      'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    },
  };
}
