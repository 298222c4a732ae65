"""Pages that say what a test wants, and what the rules find in them."""

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing.rules import Finding, findings


def explainer(text: str = "", **values) -> Article:
    """An unsaved explainer whose main text is `text`, as HTML when it begins with a tag."""
    html = text if text.startswith("<") else f"<p>{text}</p>"
    return Article(
        **{
            "title": "Redness after treatment",
            "slug": "redness-after-treatment",
            "summary": "It settles by itself.",
            "what_it_is": html,
            "call_lines": "it is still there after day 7",
            "starts_day": 0,
            "call_after_day": 7,
            **values,
        }
    )


def tip(text: str = "Plain words.", **values) -> CareTip:
    return CareTip(
        **{"title": "Rest", "slug": "rest", "why": "It helps.", "text": f"<p>{text}</p>", **values}
    )


def found(page, code: str) -> list[Finding]:
    return [finding for finding in findings(page) if finding.code == code]
