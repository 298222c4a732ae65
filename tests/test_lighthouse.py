"""How the reports of several runs become one line with a verdict."""

from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.fixture
def lighthouse(monkeypatch):
    monkeypatch.syspath_prepend(DOCS)
    import lighthouse

    return lighthouse


def a_report(performance: float, seo: float = 1) -> dict:
    """The parts of Lighthouse's own report that count here."""
    measures = [
        "largest-contentful-paint",
        "total-blocking-time",
        "cumulative-layout-shift",
        "total-byte-weight",
    ]
    scores = {"performance": performance, "accessibility": 1, "best-practices": 1, "seo": seo}
    crawlable = {"title": "Page is blocked from indexing", "score": seo, "scoreDisplayMode": "binary"}
    return {
        "audits": {name: {"numericValue": 1000} for name in measures} | {"is-crawlable": crawlable},
        "categories": {
            name: {
                "score": score,
                "auditRefs": [{"id": "is-crawlable", "weight": 1}] if name == "seo" else [],
            }
            for name, score in scores.items()
        },
    }


def test_the_median_counts_and_one_slow_run_does_not(lighthouse):
    once = lighthouse.medians([a_report(1), a_report(0.9), a_report(1)])
    twice = lighthouse.medians([a_report(0.99), a_report(0.9), a_report(1)])

    assert once.missed("home") == []
    assert twice.missed("home") == ["performance"]
    assert "| home | **99** | 100 |" in lighthouse.table({"home": twice})


def test_pages_that_keep_search_engines_away_may_miss_that_one_figure(lighthouse):
    seen = lighthouse.medians([a_report(1, seo=0.66)])

    assert seen.missed("sheet") == []
    assert seen.missed("home") == ["seo"]
    assert seen.faults == ["seo: Page is blocked from indexing"]
    assert "66 (on purpose)" in lighthouse.table({"sheet": seen})
