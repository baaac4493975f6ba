// The page without a network: its files are kept in the browser, and nothing else is. Invariants: the page itself comes from the
// gateway whenever one answers, so that nobody sees an old one after a deploy; what is under /api and the socket never pass through
// here; the files of one build are kept whole or not at all, and those of the build before for as long as a tab may need them.
/// <reference lib="webworker" />
import type { KeptFile } from './kept-file.ts';

declare const self: ServiceWorkerGlobalScope;

/** Set by the build (src/web/build/offline.ts). */
declare const __BUILD__: string;
declare const __FILES__: readonly KeptFile[];

const FILES = __FILES__;
const PREFIX = 'page/';
const OWN = PREFIX + __BUILD__;
/** The document at any of the page's addresses. */
const PAGE = '/';
/** A gateway that takes longer has the page of the last visit shown; the next visit shows the new one. */
const ANSWER_WITHIN_MS = 3_000;

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll());
});
self.addEventListener('activate', (event) => {
  event.waitUntil(letGo());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isServers(url)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (isOurs(url)) event.respondWith(file(request));
});

const isServers = ({ pathname }: URL): boolean => /^\/(api|ws)(\/|$)/.test(pathname);
/** Names below /assets say their content: those of another build are ours as well. */
const isOurs = ({ pathname }: URL): boolean =>
  pathname.startsWith('/assets/') || FILES.some(({ url }) => url === pathname);

/** All or nothing: one that fails leaves the worker of before in charge, and the next visit tries again. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(OWN);
  try {
    await cache.addAll(
      FILES.map(({ url, integrity }) => {
        const cached = url.startsWith('/assets/') ? 'default' : 'no-store';
        return new Request(url, { integrity, cache: cached });
      }),
    );
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
  await self.skipWaiting();
}

/** Tabs of the build before may still ask for its files; nobody for older ones. */
async function letGo(): Promise<void> {
  const others = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== OWN);
  await Promise.all(others.slice(0, -1).map((key) => caches.delete(key)));
  await self.clients.claim();
}

async function page(request: Request): Promise<Response> {
  const late = new AbortController();
  // Until it answers: what it says then may take as long as it takes.
  const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(request, { signal: late.signal });
    // A gateway that starts or stops is as good as none.
    if (response.status < 500) return response;
  } catch {
    // No network, or none that is worth waiting for.
  } finally {
    clearTimeout(timer);
  }
  const kept = await (await caches.open(OWN)).match(PAGE);
  return kept ?? (await fetch(request));
}

async function file(request: Request): Promise<Response> {
  const own = await (await caches.open(OWN)).match(request);
  return own ?? (await caches.match(request)) ?? (await fetch(request));
}
