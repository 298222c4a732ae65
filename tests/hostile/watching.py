"""A browser page that tells of every text that ran, every dialog, every request to another host, every breach of policy."""

from dataclasses import dataclass, field
from typing import Any

# Links and forms that would run something when used; no page of ours has one, but the editor's own buttons do nothing.
LIVE_LINKS = """() => [...document.querySelectorAll("a, area, form")]
  .filter(each => !each.closest(".cke") && /^(javascript|data|vbscript):/i.test(each.protocol || each.action || ""))
  .map(each => each.outerHTML.slice(0, 120))"""
_TELL = """addEventListener("securitypolicyviolation",
  event => window.__told(event.effectiveDirective + " " + event.blockedURI));"""


@dataclass
class Watched:
    """`found` grows while the page is used."""

    page: Any
    origin: str
    found: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        def tell(what: str) -> None:
            self.found.append(f"{self.page.url}: {what}")

        def dialog(shown: Any) -> None:
            if shown.type == "beforeunload":  # ours: a form was changed
                shown.accept()
                return
            tell(f"dialog “{shown.message}”")
            shown.dismiss()

        self.page.expose_function("__ran", lambda *_arguments: tell("a text ran"))
        self.page.expose_function("__told", lambda what: tell(f"policy: {what}"))
        self.page.add_init_script(_TELL)
        self.page.on("dialog", dialog)
        self.page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((self.origin, "data:", "blob:", "about:"))
                else tell(f"asked {request.url}")
            ),
        )

    def open(self, address: str) -> int:
        """Open it, wait for what it loads, look for links that would run something; the status."""
        answer = self.page.goto(self.origin + address)
        self.found += [f"{address}: {link}" for link in self.page.evaluate(LIVE_LINKS)]
        return answer.status if answer else 0
