// The calculator without a network: every file of one version, kept together and served from there.
const VERSION = 'tokentoll-{{version}}';
const FILES = {{files}};

addEventListener('install', event => {
  event.waitUntil(caches.open(VERSION).then(cache => cache.addAll(FILES)));
});

addEventListener('activate', event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('tokentoll-') && name !== VERSION) await caches.delete(name);
    }
    await clients.claim();
  })());
});

// The page asks for it once the reader agreed to reload.
addEventListener('message', event => {
  if (event.data === 'activate') skipWaiting();
});

addEventListener('fetch', event => {
  if (event.request.method !== 'GET' || !event.request.url.startsWith(registration.scope)) return;
  event.respondWith((async () => {
    const cache = await caches.open(VERSION);
    const kept = await cache.match(event.request, { ignoreSearch: true });
    return kept ?? fetch(event.request);
  })());
});
