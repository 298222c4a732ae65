{% comment %}
Keeps the pages a patient opened, for reading without a network: skincare_site/offline.py.
The network always comes first. A saved copy is shown under a bar that says when it was saved.
Installing copies over what is still there, asked anew, so that a change of the content reaches saved pages too;
it runs while the old worker still answers.
{% endcomment %}const CACHE = "saved-{{ version }}", {% for name, value in values.items %}{{ name }} = {{ value|safe }}{% if forloop.last %};{% else %}, {% endif %}{% endfor %}
const MOST = 40, OLD = 30 * 864e5;

const may = (url) => url.origin === location.origin && !url.search && !NEVER.some((start) => url.pathname.startsWith(start));
const always = (path) => FIRST.includes(path) || path.startsWith(STATIC);
const find = (path) => caches.match(path, { ignoreVary: true });
const time = (copy) => Date.parse(copy?.headers.get("date"));
const old = (copy) => Date.now() - time(copy) > OLD;

async function keep(path, answer) {
  const cache = await caches.open(CACHE), head = answer.headers;
  const good = answer.status === 200 && !answer.redirected && time(answer) && !/no-store/.test(head.get("cache-control"));
  if (good && (always(path) || /^text\/html/.test(head.get("content-type")))) await cache.put(path, answer);
  else if (answer.status < 500 && !always(path)) await cache.delete(path);
}

async function tidy() {
  const cache = await caches.open(CACHE), pages = [];
  for (const key of await cache.keys()) {
    const path = new URL(key.url).pathname;
    if (!always(path)) pages.push([path, await cache.match(key)]);
  }
  pages.sort((a, b) => time(b[1]) - time(a[1]));
  await Promise.all(pages.map(([path, copy], place) => (place >= MOST || old(copy)) && cache.delete(path)));
}

async function open(event, url) {
  try {
    const answer = await fetch(event.request);
    if (may(url)) event.waitUntil(keep(url.pathname, answer.clone()).then(tidy));
    return answer;
  } catch (error) {
    let copy = may(url) && (await find(url.pathname));
    if (copy && old(copy) && !always(url.pathname)) copy = null;
    const shown = copy || (await find(FIRST[0]));
    if (!shown) throw error;
    const when = new Date(time(shown)).toLocaleString(WORDS.locale, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    const [first, second] = (copy ? [WORDS.copy, WORDS.old] : [WORDS.none, WORDS.shown]).map((words) => words.replace("{when}", when));
    const bar = `<aside class="saved-bar" aria-label="${WORDS.label}"><p class="wrap"><strong>${first}</strong> ${second} <a href="">${WORDS.again}</a></p></aside>`;
    return new Response((await shown.text()).replace(/<header|<main/, bar + "$&"), { headers: shown.headers });
  }
}

addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(FIRST);
  for (const name of await caches.keys()) {
    const before = await caches.open(name);
    for (const { url } of name === CACHE || navigator.connection?.saveData ? [] : await before.keys()) {
      const path = new URL(url).pathname;
      if (!always(path)) await fetch(path, { cache: "no-cache" }).then((answer) => keep(path, answer), async () => cache.put(path, await before.match(url)));
    }
  }
  skipWaiting();
})()));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await clients.claim();
  for (const { url } of await clients.matchAll()) {
    const here = new URL(url);
    if (may(here) && !(await find(here.pathname))) await fetch(here.pathname, { cache: "force-cache" }).then((answer) => keep(here.pathname, answer), () => 0);
  }
  await tidy();
})()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!url.pathname.startsWith(ADMIN)) event.respondWith(open(event, url));
  } else if (always(url.pathname)) {
    event.respondWith(fetch(request).then((answer) => {
      event.waitUntil(keep(url.pathname, answer.clone()));
      return answer;
    }, () => find(url.pathname).then((copy) => copy || Response.error())));
  }
});
