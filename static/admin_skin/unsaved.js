"use strict";
// Nothing typed gets lost: leaving a form with unsaved text warns; every few seconds a copy is kept in this browser and
// offered back after a crash, a lost session or a server error. A save drops it (skincare_site/unsaved.py tells which
// form was saved), signing out drops all of this person's, and a week drops the rest. Never kept: passwords, files,
// hidden boxes. Loaded on every page of the admin; what has no such form only tidies up.

(() => {
  const { keeper, admin, zone } = document.currentScript.dataset; // who, as a hash; where the admin begins; the clinic's time zone
  const EVERY = 2000; // milliseconds between two copies while somebody types
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const MINE = `unsaved:${keeper}:`;
  const SIGNED_OUT = `signed-out:${keeper}`;
  const NOT_KEPT = ["hidden", "password", "file", "submit", "button", "reset", "image"];
  const PICKED = ["checkbox", "radio"];
  // Browsers write these values anew ("10:00:00" becomes "10:00"), so the value itself is the starting point.
  const REWRITTEN = ["date", "datetime-local", "time", "month", "week", "color"];

  let store = null;
  try {
    store = window.localStorage;
  } catch {
    // Storage is switched off: the warning is all there is.
  }

  function copies(start) {
    const found = [];
    for (const key of Object.keys(store || {}).filter((name) => name.startsWith(start))) {
      try {
        found.push({ fields: {}, words: {}, labels: {}, rows: {}, ...JSON.parse(store.getItem(key)), key });
      } catch {
        store.removeItem(key);
      }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  const drop = (list) => list.forEach((copy) => store.removeItem(copy.key));
  const words = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const settled = (values) => values.map((value) => value.replace(/\s+/g, " ").replace(/> </g, "><").trim()).join("\n").trim();

  function moment(at) {
    const then = new Date(at);
    const time = then.toLocaleTimeString("en-CA", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    const day = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: zone });
    return day(then) === day(new Date()) ? time : `${day(then)}, ${time}`;
  }

  // Tidying up.

  drop(copies("unsaved:").filter((copy) => !(Date.now() - copy.at < WEEK)));
  const saved = document.cookie.match(/(?:^|; )saved_form=([a-z0-9-]+)/)?.[1];
  if (saved) {
    document.cookie = `saved_form=; path=${admin}; max-age=0; samesite=strict`;
    drop(copies("unsaved:").filter((copy) => copy.id === saved));
  }
  if (!keeper) return;

  let silent = false; // this person signed out: nothing more is kept
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    silent = true;
    store?.setItem(SIGNED_OUT, String(Date.now()));
    drop(copies(MINE));
  });
  window.addEventListener("storage", (event) => {
    if (event.key === SIGNED_OUT && event.newValue) {
      silent = true;
      drop(copies(MINE));
      say("You signed out in another window: what is typed here is no longer kept.");
    }
  });

  // The form.

  const form = document.querySelector('#content-main form[id$="_form"][method="post" i]');
  if (!form || document.body.classList.contains("popup") || form.querySelector("input[type=password]")) return;
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const here = `${MINE}${location.pathname}:`;
  const token = form.elements.namedItem("_revision"); // pages have one: a save over a newer one is refused
  const revision = token?.value ?? "";
  const bound = Boolean(document.querySelector(".errornote")); // the form came back with what was typed in it
  let base = null;
  let submitting = false;
  let timer = null;

  const controls = () =>
    [...form.elements].filter(
      (field) =>
        field.name && field.matches("input, select, textarea") && !NOT_KEPT.includes(field.type) && !field.disabled &&
        !field.readOnly && !field.name.includes("__prefix__") && !field.closest(".selector"),
    );
  const editorOf = (field) => {
    const editor = window.CKEDITOR?.instances[field.id];
    return editor?.status === "ready" ? editor : null;
  };

  function valuesOf(field, asLoaded) {
    if (PICKED.includes(field.type)) return (asLoaded ? field.defaultChecked : field.checked) ? [field.value] : [];
    if (field.matches("select")) {
      const options = [...field.options];
      let chosen = options.filter((option) => (asLoaded ? option.defaultSelected : option.selected));
      if (asLoaded && !chosen.length && !field.multiple) chosen = options.slice(0, 1);
      return chosen.map((option) => option.value);
    }
    const editor = editorOf(field);
    if (asLoaded && editor && settled([field.value]) === settled([field.defaultValue])) return [editor.getData()];
    if (asLoaded && !REWRITTEN.includes(field.type)) return [field.defaultValue];
    return [editor ? editor.getData() : field.value];
  }

  function read(asLoaded = false) {
    const values = {};
    for (const field of controls()) (values[field.name] ||= []).push(...valuesOf(field, asLoaded));
    return values;
  }

  function changes() {
    const now = read();
    return Object.fromEntries(
      Object.entries(now).filter(([name, values]) => settled(values) !== settled(base?.[name] ?? [])),
    );
  }

  const isChanged = () =>
    base !== null &&
    (Object.keys(changes()).length > 0 || [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length));

  // What a choice is called, so that a copy can be read.
  function chosenWords(name) {
    return controls()
      .filter((field) => field.name === name)
      .flatMap((field) => {
        if (field.matches("select")) return [...field.selectedOptions].map((option) => option.text);
        return PICKED.includes(field.type) && field.checked ? [(field.labels[0]?.textContent || "Yes").trim()] : [];
      });
  }

  const row = (name) => name.match(/^(.+-\d+)-[^-]+$/)?.[1]; // "lay_names-3" of "lay_names-3-phrase"
  const rowId = (name) => form.elements.namedItem(`${row(name)}-id`)?.value ?? "";

  // Keeping.

  const status = words("p", "", { className: "kept-note" });
  [...form.querySelectorAll(".submit-row")].at(-1)?.after(status);
  function say(text) {
    if (status) status.textContent = text;
  }

  function keep() {
    clearTimeout(timer);
    timer = null;
    if (!store || silent || base === null) return false;
    const fields = changes();
    const names = Object.keys(fields);
    if (!names.length) {
      store.removeItem(here + id);
      say("");
      return false;
    }
    const copy = {
      id, at: Date.now(), revision, fields,
      words: Object.fromEntries(names.map((name) => [name, chosenWords(name)])),
      labels: Object.fromEntries(names.map((name) => [name, labelOf(name)])),
      rows: Object.fromEntries(names.filter(row).map((name) => [name, rowId(name)])),
    };
    try {
      store.setItem(here + id, JSON.stringify(copy));
    } catch {
      say("This browser has no room to keep a copy of what you type. Save soon.");
      return false;
    }
    say(`Not saved yet. This browser kept a copy at ${moment(copy.at)}.`);
    return true;
  }

  function touched() {
    submitting = false;
    timer ??= setTimeout(keep, EVERY);
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    keep();
    let field = form.elements.namedItem("_copy");
    if (!field) {
      field = Object.assign(document.createElement("input"), { type: "hidden", name: "_copy" });
      form.append(field);
    }
    field.value = id;
    submitting = true;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  window.addEventListener("pagehide", keep);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) submitting = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (submitting || !isChanged()) return;
    keep();
    event.preventDefault();
  });

  // Offering back.

  function labelOf(name) {
    const field = controls().find((one) => one.name === name);
    if (!field) return name;
    const own = field.getAttribute("aria-label") || (PICKED.includes(field.type) ? "" : field.labels?.[0]?.textContent);
    const group = field.closest(".flex-container, .form-row")?.querySelector("label, legend")?.textContent;
    return (own || group || name).trim().replace(/:$/, "");
  }

  function plain(copy, name) {
    if (copy.words[name]?.length) return copy.words[name].join(", ");
    const html = copy.fields[name].join("\n").replace(/<\/(p|li|h3|h4|tr|caption)>|<br\s*\/?>/g, "$&\n");
    const inert = document.createElement("template"); // unlike a parsed page, it heeds no <base> and asks for nothing
    inert.innerHTML = html;
    const text = /<\w/.test(html) ? inert.content.textContent : html;
    return text.replace(/\n\s*\n/g, "\n").trim() || "(empty)";
  }

  function makeRoom(name) {
    const [, prefix, number] = name.match(/^(.+)-(\d+)-[^-]+$/) || [];
    if (!prefix) return;
    const total = () => Number(form.elements.namedItem(`${prefix}-TOTAL_FORMS`)?.value ?? Infinity);
    const add = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    for (let tries = 0; add && total() <= Number(number) && tries < 200; tries += 1) add.click();
  }

  // True when the text is in the form; false when its place is gone.
  async function place(copy, name) {
    makeRoom(name);
    const fields = controls().filter((field) => field.name === name);
    const values = copy.fields[name];
    if (!fields.length || (row(name) && rowId(name) !== (copy.rows[name] ?? ""))) return false;
    for (const field of fields) {
      const editor = editorOf(field);
      if (PICKED.includes(field.type)) field.checked = values.includes(field.value);
      else if (field.matches("select")) {
        values.forEach((value, place) => {
          if (![...field.options].some((option) => option.value === value)) field.add(new Option(copy.words[name]?.[place] || value, value));
        });
        [...field.options].forEach((option) => { option.selected = values.includes(option.value); });
      } else if (editor) await new Promise((done) => editor.setData(values[0], { callback: done }));
      else field.value = values[0] ?? "";
      for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    return true;
  }

  const offers = words("div", "", { className: "copy-offers" });
  offers.setAttribute("aria-live", "polite");
  // First thing under the page's name, where it is seen on a phone too.
  const tools = document.querySelector("#content-main > .object-tools");
  if (tools) tools.after(offers);
  else document.getElementById("content-main").prepend(offers);

  function listed(copy, names) {
    const list = document.createElement("ul");
    for (const name of names) {
      const item = document.createElement("li");
      const details = document.createElement("details");
      details.append(words("summary", copy.labels[name] || name), words("div", plain(copy, name), { className: "kept-text" }));
      item.append(details);
      list.append(item);
    }
    return list;
  }

  function offer() {
    const now = read();
    const differing = (copy) => Object.keys(copy.fields).filter((name) => settled(copy.fields[name]) !== settled(now[name] ?? []));
    const kept = copies(here).filter((copy) => copy.id !== id);
    drop(kept.filter((copy) => !differing(copy).length));
    const copy = kept.find((one) => differing(one).length);
    offers.replaceChildren();
    if (!copy) return;

    const box = Object.assign(document.createElement("section"), { className: "copy-offer" });
    const heading = words("h2", `You have text from ${moment(copy.at)} that was not saved.`, { id: "copy-offer-heading" });
    box.setAttribute("aria-labelledby", heading.id);
    const back = words("button", "Bring it back", { type: "button", className: "button" });
    const forget = words("button", "Forget it", { type: "button", className: "button quiet" });
    const stale = copy.revision !== revision;
    const why = stale
      ? "This browser kept it. The page has been saved since, so you will see both texts side by side before yours can replace anything."
      : "This browser kept it. It differs from the form below in:";
    const buttons = words("p", "", { className: "copy-buttons" });
    buttons.append(back, forget);
    box.append(heading, words("p", why), listed(copy, differing(copy)), buttons);
    offers.append(box);

    forget.addEventListener("click", () => {
      drop([copy]);
      offer();
    });
    back.addEventListener("click", async () => {
      back.disabled = forget.disabled = true;
      const lost = [];
      for (const name of Object.keys(copy.fields)) if (!(await place(copy, name))) lost.push(name);
      if (stale && token) token.value = copy.revision; // so that the save is compared with what came between
      keep();
      if (!lost.length) drop([copy]);
      const done = words("section", "", { className: "copy-offer", tabIndex: -1 });
      done.append(words("p", "Your text is back in the form. It is not saved yet."));
      if (lost.length) done.append(words("p", "There is no box any more for:"), listed(copy, lost));
      offers.replaceChildren(done);
      done.focus();
    });
  }

  // Start when every editor has opened: only then is it known what the form held.
  function editorsOpen() {
    return [...form.querySelectorAll("textarea[data-type=ckeditortype]")].every((area) => area.id.includes("__prefix__") || editorOf(area));
  }

  function start() {
    base = bound ? {} : read(true);
    for (const editor of Object.values(window.CKEDITOR?.instances ?? {})) editor.on("change", touched);
    document.addEventListener("formset:added", touched);
    if (bound) keep();
    offer();
    form.dataset.kept = "ready";
  }

  const opened = Date.now();
  const waiting = setInterval(() => {
    // Ten seconds: an editor that has not come by then will not; its plain box works.
    if (document.readyState !== "complete" || (!editorsOpen() && Date.now() - opened < 10000)) return;
    clearInterval(waiting);
    start();
  }, 100);
})();
