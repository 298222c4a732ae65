// The search box as a combobox.
const form = document.querySelector(".search"), box = form.q, list = form.querySelector("ul")
let typed, now
const set = (node, name, value) => node.setAttribute("aria-" + name, value)
const mark = (item) => {
if (now) set(now, "selected", false)
if (now = item) set(now, "selected", true)
set(box, "activedescendant", now ? now.id : "")
}
const show = (html) => {
mark()
list.innerHTML = html
set(box, "expanded", !(list.hidden = !html))
}
const close = () => show(typed = "")
const take = (item) => form.submit(box.value = item.textContent)
box.oninput = async () => {
const text = typed = box.value.trim()
await new Promise((done) => setTimeout(done, 150))
if (text != typed) return
const answer = text[1] && await fetch("/search/suggest/?q=" + encodeURIComponent(text))
const html = answer?.ok ? await answer.text() : ""
if (text == typed) show(html)
}
box.onkeydown = ({ key }) => {
if (list.hidden) return
if (key == "ArrowDown") mark(now ? now.nextSibling : list.firstChild)
else if (key == "ArrowUp") mark(now ? now.previousSibling : list.lastChild)
else if (key == "Escape") close()
else if (key == "Enter" && now) take(now)
else return
return false
}
list.onclick = ({ target }) => take(target)
list.onmousedown = () => false
box.onblur = close
box.setAttribute("role", "combobox")
set(box, "autocomplete", "list")
close()
