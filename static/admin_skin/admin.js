"use strict";
// A link to a field ("Write what it is.") must also work when the editor has hidden its textarea.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#id_"]');
  if (!link) return;
  const id = link.hash.slice(1);
  const editor = window.CKEDITOR && window.CKEDITOR.instances[id];
  const field = document.getElementById(id) || document.querySelector(`[id^="${CSS.escape(id)}_"]`);
  if (!field) return;
  event.preventDefault();
  (field.closest(".form-row") || field).scrollIntoView({ block: "center" });
  if (editor) editor.focus();
  else field.focus({ preventScroll: true });
});

// The search-as-you-type boxes (select2) come without a name for screen readers: take the field's label.
function nameBoxes() {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = select.parentElement.querySelector(".select2-selection[role=combobox]");
    const value = box && box.querySelector(".select2-selection__rendered");
    if (!label || !value) return;
    label.id ||= `${select.id}_label`;
    value.removeAttribute("role");
    value.removeAttribute("aria-readonly");
    box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
  });
}
window.addEventListener("load", nameBoxes);
document.addEventListener("formset:added", nameBoxes);

// Radio buttons and tick boxes belong together under their label.
document.querySelectorAll(".form-row div:is(.radiolist, .related-widget-wrapper > div)[id]").forEach((group) => {
  const label = group.closest(".flex-container")?.querySelector("label:not(:has(input))");
  if (!label) return;
  label.id ||= `${group.id}_label`;
  group.setAttribute("role", group.classList.contains("radiolist") ? "radiogroup" : "group");
  group.setAttribute("aria-labelledby", label.id);
});
