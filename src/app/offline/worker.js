/**
 * Service worker: what was built is kept when the page is first seen, under one version; a newer build replaces it
 * whole. Names carry hashes, so what is kept never goes stale; the document itself is fetched anew when there is a
 * network. The build fills in the two constants.
 */
const FILES = /* files */ [];
const CACHE = `raftide-${/* version */ 0}`;
/** A network that does not answer within this is no network. */
const NETWORK_MS = 2_000;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(['./', ...FILES])));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith('raftide-') && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.mode === 'navigate' ? page(request) : kept(request));
});

async function page(request) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(NETWORK_MS) });
  } catch {
    return (await caches.match('./')) ?? Response.error();
  }
}

async function kept(request) {
  return (await caches.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
}
