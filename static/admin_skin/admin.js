"use strict";
// Small mends to Django's admin; every page works without them.

// A link to a field ("Write what it is.") and a click on a label must also find an editor,
// which hides its textarea.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#id_"], label[for]');
  if (!link) return;
  const id = link.hash ? link.hash.slice(1) : link.htmlFor;
  const editor = window.CKEDITOR?.instances[id];
  if (!link.hash) {
    editor?.focus();
    return;
  }
  const group = document.getElementById(id);
  const field = group?.matches("div") ? group.querySelector("input") : group;
  if (!field) return;
  event.preventDefault();
  (field.closest(".form-row") || field).scrollIntoView({ block: "center" });
  if (editor) editor.focus();
  else if (field.matches(".select2-hidden-accessible")) field.parentElement.querySelector(".select2-selection").focus({ preventScroll: true });
  else field.focus({ preventScroll: true });
});

function nameControls() {
  // Search-as-you-type boxes (select2): the field's label and the chosen value.
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = select.parentElement.querySelector(".select2-selection[role=combobox]");
    const value = box?.querySelector(".select2-selection__rendered");
    if (!label || !value) return;
    label.id ||= `${select.id}_label`;
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  });
  // Fields in tables: the heading of their column.
  document.querySelectorAll("table :is(input, select, textarea):not([type=hidden], [aria-label], .action-select)").forEach((field) => {
    const cell = field.closest("td");
    if (!cell || field.labels?.length) return;
    const column = [...cell.classList].find((name) => name.startsWith("field-"))?.slice(6);
    const heading = cell.closest("table").querySelector(`thead th.column-${CSS.escape(column || "-")}`);
    const row = cell.parentElement.querySelector("td.original p, th[class^='field-']")?.textContent.trim();
    const name = cell.classList.contains("delete") ? "Delete" : (heading?.querySelector(".text") || heading)?.textContent.trim();
    if (name) field.setAttribute("aria-label", row ? `${name}: ${row.split("\n")[0]}` : name);
  });
  // Dates with a box of their own for the time.
  document.querySelectorAll(".datetime input:not([aria-label])").forEach((field) => {
    const label = field.closest(".flex-container")?.querySelector("label");
    if (label) field.setAttribute("aria-label", `${label.textContent.trim()} ${field.matches(".vTimeField") ? "time" : "date"}`);
  });
  // Radio buttons and tick boxes belong together under their label.
  document.querySelectorAll(".form-row div:is(.radiolist, .related-widget-wrapper > div)[id]").forEach((group) => {
    const label = group.closest(".flex-container")?.querySelector("label:not(:has(input))");
    if (!label) return;
    label.id ||= `${group.id}_label`;
    group.setAttribute("role", group.classList.contains("radiolist") ? "radiogroup" : "group");
    group.setAttribute("aria-labelledby", label.id);
  });
  document.querySelectorAll("span.help-tooltip[aria-label]").forEach((tip) => tip.setAttribute("role", "img"));
}
// Django's own scripts build their boxes when jQuery says ready (and the two-list chooser on load).
if (window.django?.jQuery) window.django.jQuery(nameControls);
else document.addEventListener("DOMContentLoaded", nameControls);
window.addEventListener("load", nameControls);
document.addEventListener("formset:added", nameControls);

// "Add another" beside tick boxes: Django's own script knows only lists and search boxes.
const dismiss = window.dismissAddRelatedObjectPopup;
if (dismiss) {
  window.dismissAddRelatedObjectPopup = (popup, value, words) => {
    const group = document.getElementById(popup.name.replace(/__\d+$/, ""));
    if (!group?.matches("div")) {
      dismiss(popup, value, words);
      return;
    }
    const field = Object.assign(document.createElement("input"), {
      type: "checkbox", name: group.id.replace(/^id_/, ""), value, checked: true, id: `${group.id}_new_${value}`,
    });
    const label = Object.assign(document.createElement("label"), { htmlFor: field.id });
    label.append(field, ` ${words}`);
    const row = document.createElement("div");
    row.append(label);
    group.prepend(row);
    popup.close();
    field.focus();
  };
}
