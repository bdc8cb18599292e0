// The service worker: keeps Today and a few public pages, and sends what waits when it is woken.
// `OFFLINE` comes from the view that serves it (backrehab/web/views/offline.py).
const { version, static: files, today, copy, home, pages } = self.OFFLINE;
const PUBLIC = `public-${version}`;
const PATIENCE = 8_000;
const DAY = 86_400_000;
const FINGERPRINT = /\.[0-9a-f]{12}\.\w+$/;
// What a page or a file needs besides: style sheets, scripts, icons, and what those import.
const NEEDED = /(?:src|href)="([^"]+)"|@import url\("([^"]+)"\)|\bimport(?:\(| [^"'();]*)"(\.\/[^"]+)"/g;

const keptFor = async (person) => {
  const others = (await caches.keys()).filter((name) => name.startsWith("today-"));
  await Promise.all(others.map((name) => name !== `today-${person}` && caches.delete(name)));
};

const keepFile = async (cache, url) => {
  if (url.origin !== location.origin || !url.pathname.startsWith(files)) return;
  if (FINGERPRINT.test(url.pathname) && (await cache.match(url))) return;
  const answer = await fetch(url);
  if (!answer.ok) return;
  await cache.put(url, answer.clone());
  if (/\.(css|js)$/.test(url.pathname)) await keepFiles(cache, await answer.text(), url);
};

const keepFiles = (cache, text, base) => {
  const found = [...text.matchAll(NEEDED)].map((one) => new URL(one[1] ?? one[2] ?? one[3], base).href);
  return Promise.all([...new Set(found)].map((href) => keepFile(cache, new URL(href))));
};

const keepPublic = async () => {
  const cache = await caches.open(PUBLIC);
  for (const path of pages) {
    const old = await cache.match(path);
    if (old && Date.now() - Date.parse(old.headers.get("date")) < DAY) continue;
    // As anybody sees it: nothing personal is on these pages.
    const answer = await fetch(path, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error(path);
    await cache.put(path, answer.clone());
    await keepFiles(cache, await answer.text(), answer.url);
  }
};

const keepToday = (person) => navigator.locks.request("back-rehab-keep", async () => {
  await keptFor(person);
  const answer = await fetch(copy, { redirect: "manual", cache: "no-store" });
  if (!answer.ok || answer.headers.get("X-Kept-For") !== person) {
    if (answer.status < 500) await keptFor("");
    return;
  }
  const text = await answer.text();
  await keepFiles(await caches.open(PUBLIC), text, answer.url);
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  // The clock of the device may be wrong; with this instant the page can tell by how much.
  headers.set("x-kept-at", String(Date.now()));
  await (await caches.open(`today-${person}`)).put(copy, new Response(text, { headers }));
});

const fallback = async (path) => {
  const kept = [today, copy, home].includes(path) ? await caches.match(copy) : await caches.match(path);
  return kept ?? caches.match(pages[0]);
};

const page = async (request, path) => {
  const kept = path === today && (await caches.match(copy));
  const patience = new Promise((_, failed) => { if (kept) setTimeout(failed, PATIENCE); });
  try {
    const answer = await Promise.race([fetch(request), patience]);
    return answer.status >= 502 ? (await fallback(path)) ?? answer : answer;
  } catch {
    return (await fallback(path)) ?? Response.error();
  }
};

const file = async (request) => {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && FINGERPRINT.test(request.url)) return kept;
  return fetch(request).catch((failed) => kept ?? Promise.reject(failed));
};

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepPublic());
});
addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("public-") && name !== PUBLIC);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
})()));
addEventListener("message", (event) => {
  event.waitUntil(Promise.allSettled([keepToday(event.data.keep), keepPublic()]));
});
addEventListener("sync", (event) => event.waitUntil(self.waiting.drain().then((left) => {
  if (left === "later") throw new Error("not yet");
})));
// Phones let only a worker show notifications; a press on one leads back to the page.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const found = clients.matchAll({ type: "window" });
  event.waitUntil(found.then(([first]) => (first ? first.focus() : clients.openWindow(today))));
});
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url.pathname));
  else if (url.pathname.startsWith(files)) event.respondWith(file(event.request));
});
