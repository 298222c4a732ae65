// The page about saved pages: lists them, and forgets them at the press of a button.
(async () => {
  const list = document.getElementById("kept"), button = document.getElementById("forget"), said = document.getElementById("kept-said");
  const kept = [], words = list.dataset;
  for (const name of (await self.caches?.keys()) ?? []) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      const copy = await cache.match(key);
      if (key.url.startsWith(location.origin + list.dataset.own) || !copy.headers.get("content-type").startsWith("text/html")) continue;
      kept.push({ cache, key, when: new Date(copy.headers.get("date")), text: await copy.text() });
    }
  }
  kept.sort((a, b) => b.when - a.when);
  for (const { key, when, text } of kept) {
    const page = new DOMParser().parseFromString(text, "text/html"), row = list.appendChild(document.createElement("li"));
    const link = row.appendChild(document.createElement("a")), note = row.appendChild(document.createElement("p"));
    link.href = key.url;
    const heading = page.querySelector("h1");
    link.textContent = heading?.textContent.trim() || page.title;
    link.lang = (heading?.closest("[lang]") || page.documentElement).lang;
    note.textContent = words.saved.replace("{when}", when.toLocaleString(words.locale, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }));
  }
  if (!kept.length) return;
  said.textContent = kept.length === 1 ? words.one : words.many.replace("{number}", kept.length);
  button.hidden = false;
  button.addEventListener("click", async () => {
    for (const { cache, key } of kept) await cache.delete(key);
    list.replaceChildren();
    button.hidden = true;
    said.textContent = words.gone;
    said.focus();
  });
})();
