"""What the figures have to reach, and whether they do."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from .sites import KEPT

OURS, UNCACHED = "this site", "this site, cache off"
NGINX, PLAIN, CMS = "nginx, static files", "plain Django", "django CMS"
WAGTAIL, WAGTAIL_CACHE = "Wagtail", "Wagtail + wagtail-cache"
WAGTAIL_REDIS = "Wagtail + wagtail-cache in Redis"
NEAR = (OURS, NGINX, WAGTAIL_CACHE)  # so close that the chance of a round decides: they get more of them,
MORE = 3  # times as many again

Told = dict[str, Any]


@dataclass(frozen=True)
class Bar:
    """`value` is None when it was not measured."""

    what: str
    value: float | None
    limit: float
    at_least: bool = False
    unit: str = "×"

    @property
    def is_reached(self) -> bool | None:
        if self.value is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def ratio(above: list[float], below: list[float]) -> float | None:
    """The median of the rounds' ratios; None when one side was not measured or gave nothing.

    One side may have more rounds; those that both have come first.
    """
    pairs = zip(above, below, strict=False)
    found = [one / other for one, other in pairs if other]
    return median(found) if found else None


def beside(
    told: Told, one: str, other: str, kind: str, connections: int, name: str = "per_second"
) -> float | None:
    """`one` over `other`: requests a second (`per_second`) or CPU microseconds a request (`cpu_us`)."""
    loads = told["loads"]
    above, below = (loads.get(site, {}).get(kind, {}).get(str(connections), {}) for site in (one, other))
    return ratio(above.get(name, []), below.get(name, []))


def bars(told: Told) -> list[Bar]:
    """Every bar, in the order in which they were set."""
    few, many = min(told["options"]["connections"]), max(told["options"]["connections"])
    some = 16 if 16 in told["options"]["connections"] else many
    found = []
    for kind in KEPT:
        for site, limit in [
            (NGINX, 0.55),
            (WAGTAIL, 200),
            (WAGTAIL_CACHE, 12),
            (WAGTAIL_REDIS, 12),
            (PLAIN, 25),
        ]:
            what = f"1. {kind} page from the cache, requests a second beside {site}, {many} connections"
            found.append(Bar(what, beside(told, OURS, site, kind, many), limit, at_least=True))
    for kind in ("article", "list"):
        # With few connections next to nothing is left half-done when the clock stops.
        cpu = beside(told, UNCACHED, PLAIN, kind, few, "cpu_us")
        found.append(Bar(f"2. {kind} page, cache off: CPU a request beside {PLAIN}", cpu, 1.5))
        what = f"2. {kind} page, cache off: requests a second beside {WAGTAIL}, {some} connections"
        found.append(Bar(what, beside(told, UNCACHED, WAGTAIL, kind, some), 4, at_least=True))
    what = f"2. search page: requests a second beside {WAGTAIL}, {some} connections"
    found.append(Bar(what, beside(told, OURS, WAGTAIL, "search", some), 10, at_least=True))
    found += _growth(told.get("growth", {}))
    edits = told.get("edits", {})
    for name, words in [
        ("stale", "stale pages a second after an edit"),
        ("leaks", "drafts or private pages shown"),
    ]:
        what = f"4. {edits.get('edits', 0):,} edits by two processes, {edits.get('read', 0):,} pages read: {words}"
        found.append(Bar(what, edits.get(name), 0, unit=""))
    full = told.get("full", {})
    what = f"5. MB of memory a worker (RSS) after {full.get('asked', 0):,} pages, cache limit {full.get('limit_mb', 0):g} MB"
    found.append(Bar(what, full.get("resident"), 80, unit="MB"))
    cold = told.get("cold", {})
    found.append(
        Bar(
            f"5. cold start to the first page beside {PLAIN}",
            ratio(cold.get(OURS, []), cold.get(PLAIN, [])),
            1.5,
        )
    )
    return found


def _growth(growth: Told) -> list[Bar]:
    limits = {"from the cache": 1.1, "cache off": 1.5, "signed in": 2.0}
    return [
        Bar(f"3. {kind}, {how}: time with {growth['large']:,} pages beside {growth['small']:,}",
            ratio(row["large_ms"], row["small_ms"]), limits[how])
        for how, kinds in growth.get("times", {}).items() for kind, row in kinds.items()
    ]  # fmt: skip
