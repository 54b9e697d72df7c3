// Keeps the shell of the phone app. Pages about people are never kept here.
const FILES = {{ files|safe }};
const VERSION = "shell-" + FILES.join("|").split("").reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
const SHELL = { log: "{% url "officer:log" %}", offline: "{% url "officer:offline" %}" };

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== VERSION) await caches.delete(name);
    await self.clients.claim();
    await keepPages();
  };
  event.waitUntil(tidy());
});

// Only pages that answered as themselves: a redirect to the sign-in page is not kept.
const keepPages = async () => {
  const cache = await caches.open(VERSION);
  for (const url of Object.values(SHELL)) {
    try {
      const response = await fetch(url, { redirect: "manual", credentials: "same-origin" });
      if (response.ok) await cache.put(url, response);
    } catch {
      // No signal now; what is kept stays.
    }
  }
};

const page = async (request) => {
  const path = new URL(request.url).pathname;
  try {
    const response = await fetch(request);
    if (response.ok && path === SHELL.log) {
      const cache = await caches.open(VERSION);
      await cache.put(SHELL.log, response.clone());
      if (!(await cache.match(SHELL.offline))) keepPages();
    }
    return response;
  } catch {
    const cache = await caches.open(VERSION);
    const kept = await cache.match(path === SHELL.log ? SHELL.log : SHELL.offline);
    return kept || Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && url.pathname.startsWith("{% url "officer:today" %}")) event.respondWith(page(request));
  else if (url.pathname.startsWith("{{ static_url }}"))
    event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept || fetch(request)));
});

self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepPages());
});
