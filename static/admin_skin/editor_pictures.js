"use strict";
// A picture from the library inside CKEditor: a button, a dialog to choose from, and an object in the text.
// What the text keeps is <figure data-picture="12"></figure>; pages write the picture from the library.
(() => {
  if (!window.CKEDITOR) return;
  let dialog;
  let chosen; // what to do with the number of the chosen picture

  function part(name, properties = {}, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  function build(address) {
    const words = part("input", { type: "search", id: "picture-words", autocomplete: "off" });
    const results = part("div", { className: "results" });
    const form = part("form", {}, part("label", { htmlFor: words.id, textContent: "Find a picture by its words" }), words, part("button", { type: "submit", textContent: "Find" }));
    form.setAttribute("role", "search");
    const heading = part("h2", { id: "picture-heading", textContent: "Choose a picture from the library" });
    const close = part("button", { type: "button", className: "close", textContent: "Close" });
    dialog = part("dialog", { className: "picture-chooser" }, part("div", { className: "head" }, heading, close), form, results);
    dialog.setAttribute("aria-labelledby", heading.id);
    let asked = 0;
    dialog.load = async (page = 1) => {
      const mine = ++asked;
      const query = new URLSearchParams({ q: words.value, page });
      let html = "<p role=status>The library did not answer. Close this and try again.</p>";
      try {
        const answer = await fetch(`${address}?${query}`, { credentials: "same-origin" });
        if (answer.ok && !answer.redirected) html = await answer.text();
      } catch { /* said above */ }
      if (mine !== asked) return;
      results.innerHTML = html;
      results.scrollTop = 0;
    };
    dialog.start = () => { words.value = ""; results.textContent = ""; dialog.load(); dialog.showModal(); words.focus(); };
    form.addEventListener("submit", (event) => { event.preventDefault(); dialog.load(); });
    close.addEventListener("click", () => dialog.close());
    results.addEventListener("click", (event) => {
      const choice = event.target.closest("button[data-picture-id]");
      const page = event.target.closest("button[data-page]");
      if (page) dialog.load(page.dataset.page).then(() => results.querySelector("button")?.focus());
      if (!choice) return;
      dialog.close();
      chosen(choice.dataset.pictureId);
    });
    document.body.append(dialog);
  }

  function choose(editor, then) {
    if (!dialog) build(editor.config.libraryPicture.choose);
    chosen = then;
    dialog.onclose = () => editor.focus();
    dialog.start();
  }

  CKEDITOR.plugins.add("librarypicture", {
    requires: "widget",
    init(editor) {
      const addresses = editor.config.libraryPicture || {};
      if (!addresses.choose) return;
      const preview = (id) => addresses.preview.replace("/0/", `/${id}/`);
      const number = /^[1-9][0-9]{0,8}$/;

      editor.widgets.add("librarypicture", {
        allowedContent: "figure[!data-picture]",
        requiredContent: "figure[data-picture]",
        template: '<figure data-picture="1"><img alt=""></figure>',
        upcast(element, data) {
          if (element.name !== "figure" || !number.test(element.attributes["data-picture"] || "")) return false;
          data.id = element.attributes["data-picture"];
          element.setHtml("");
          element.add(new CKEDITOR.htmlParser.element("img", { alt: "" }));
          return element;
        },
        downcast: (element) => new CKEDITOR.htmlParser.element("figure", { "data-picture": element.attributes["data-picture"] }),
        data() {
          if (!number.test(this.data.id || "")) return;
          this.element.setAttribute("data-picture", this.data.id);
          const image = this.element.findOne("img");
          image.setAttribute("src", preview(this.data.id));
          image.setAttribute("alt", `Picture ${this.data.id} of the library. If you read this instead of seeing it, it may not be shown.`);
        },
        init() {
          this.on("edit", (event) => {
            event.cancel();
            choose(editor, (id) => { editor.fire("saveSnapshot"); this.setData("id", id); editor.fire("saveSnapshot"); });
          });
        },
      });

      // Its own command: the widget's would open a dialog of the editor.
      editor.addCommand("chooselibrarypicture", {
        exec() {
          const selected = editor.widgets.focused;
          if (selected?.name === "librarypicture") { selected.edit(); return; }
          choose(editor, (id) => {
            editor.focus();
            editor.insertHtml(`<figure data-picture="${id}"></figure>`);
          });
        },
        async: true,
      });
      editor.ui.addButton("LibraryPicture", { label: "Picture from the library", command: "chooselibrarypicture", toolbar: "insert", icon: addresses.icon });
    },
  });
})();
