"use strict";
// Beside a page's form: who else has it open, previews in a window of a phone's width, and preview links that are made
// and revoked without leaving what is being typed. Without this script all of it still works by plain links and forms.

(() => {
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const EVERY = 30000; // milliseconds between two beats; the server forgets after 90 seconds
  const others = desk.querySelector("[data-others]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;

  function body(values = {}) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token);
    for (const [name, value] of Object.entries(values)) data.set(name, value);
    return data;
  }

  function tell(text) {
    if (others.textContent !== text) others.textContent = text;
  }

  // Who else is here.

  async function beat() {
    let answer;
    try {
      answer = await fetch(desk.dataset.beat, { method: "POST", body: body(), redirect: "manual" });
    } catch {
      return; // no network: the next beat tries again
    }
    if (answer.ok) tell((await answer.json()).notice);
    else if (answer.type === "opaqueredirect") tell("You are signed out. This browser keeps your text: reload this page, sign in, and bring it back.");
    else if (answer.status === 403) tell("You signed in anew since you opened this page. This browser keeps your text: reload this page and bring it back.");
    else if (answer.status === 404) tell("This page has been deleted. Copy your text before you leave.");
  }

  if (desk.dataset.beat && token) {
    setInterval(() => document.visibilityState === "visible" && beat(), EVERY);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && beat());
    let staying = false; // a save that comes back to this form is no leaving
    document.addEventListener("submit", (event) => {
      staying = /^_(continue|move_)/.test(event.submitter?.name ?? "");
    });
    window.addEventListener("pagehide", () => staying || navigator.sendBeacon(desk.dataset.beat, body({ left: "1" })));
    window.addEventListener("pageshow", (event) => event.persisted && beat());
  }

  // Previews.

  desk.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-width]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const { width, height } = link.dataset;
      const opened = window.open(link.href, `preview-${width}`, `popup,width=${width},height=${height}`);
      if (opened) {
        event.preventDefault(); // else the link opens by itself
        opened.focus(); // it may have been open behind
      }
    }
    const copier = event.target.closest("[data-copies]");
    if (copier) copyAddress(copier, document.getElementById(copier.dataset.copies));
  });

  async function copyAddress(button, field) {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C"; // the address is selected
    }
  }

  // Links for somebody without an account.

  function showCopiers() {
    desk.querySelectorAll("[data-copies]").forEach((button) => { button.hidden = false; });
  }

  desk.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = event.target;
    const button = asked.querySelector("button");
    button.disabled = true;
    let answer = null;
    try {
      answer = await fetch(asked.action, { method: "POST", body: body(), redirect: "manual", headers: { "X-Requested-With": "fetch" } });
    } catch {
      // No network; said below.
    }
    if (answer?.ok) {
      const panel = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".preview-links");
      const said = panel.querySelector(".words").textContent;
      panel.querySelector(".words").textContent = "";
      desk.querySelector(".preview-links").replaceWith(panel);
      showCopiers();
      const first = panel.querySelector("input[readonly]") || panel.querySelector("button:last-of-type");
      first.focus();
      panel.querySelector(".words").textContent = said; // after it is on the page, so that it is read aloud
    } else {
      button.disabled = false;
      desk.querySelector(".preview-links .words").textContent = "That did not work. Reload this page and try again.";
    }
  });

  showCopiers();
  if (location.hash === "#preview-links") desk.querySelector("details").open = true;
})();
