"""The clock: over both changes of daylight saving time, and five minutes before and after each moment.

The server's own clock is set; what it shows must be exactly the pages whose `publish_at` has come and whose
`expires_at` has not.
"""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from articles.models import Article
from tests.builders import make_article

from .bench import Bench, Row
from .browser import Browser

TORONTO = ZoneInfo("America/Toronto")
FIVE = datetime.timedelta(minutes=5)


def moments() -> list[datetime.datetime]:
    """The hours around the spring gap (14 March 2027) and the autumn's double hour (7 November 2027), in UTC."""
    changes = [
        datetime.datetime(2027, 3, 14, 7, tzinfo=datetime.UTC),
        datetime.datetime(2027, 11, 7, 6, tzinfo=datetime.UTC),
    ]
    steps = [datetime.timedelta(minutes=30 * step) for step in range(-4, 5)]
    return [change + step for change in changes for step in steps]


def _shown(visitor: Browser, slugs: list[str]) -> set[str]:
    return {slug for slug in slugs if visitor.get(f"/articles/{slug}/").status == 200}


def run(bench: Bench) -> Row:
    row = bench.row("clock: daylight saving, five minutes off")
    times = moments()
    pages: dict[str, tuple[datetime.datetime, datetime.datetime]] = {}
    for number, moment in enumerate(times):
        # As an editor types it: local time, in the double hour once for each of the two.
        local = moment.astimezone(TORONTO)
        page = make_article(
            title=f"Clock {number}",
            slug=f"clock-{number}",
            publish_at=local,
            expires_at=(moment + 3 * FIVE).astimezone(TORONTO),
        )
        pages[page.slug] = (moment, moment + 3 * FIVE)
    clock: Path = bench.folder / "clock"
    clock.write_text(str(times[0].timestamp()))
    looks = sorted(
        {
            moment + shift
            for moment in times
            for shift in (-FIVE, -FIVE / 300, 0 * FIVE, FIVE, 3 * FIVE - FIVE / 300, 3 * FIVE)
        }
    )
    looks = looks[:: max(1, round(1 / bench.scale))]
    with bench.server(target="tests.faults.clocked:application", CLOCK=str(clock)) as server:
        visitor = Browser(server.port)
        for look in looks:
            new = clock.with_suffix(".new")
            new.write_text(str(look.timestamp()))
            new.replace(clock)
            row.injected += 1
            near = [slug for slug, (since, _until) in pages.items() if abs(look - since) < 12 * FIVE]
            right = {slug for slug in near if pages[slug][0] <= look < pages[slug][1]}
            shown = _shown(visitor, near)
            row.want(shown == right, f"at {look.astimezone(TORONTO)}: shown {shown ^ right} wrongly")
            listed = row.count(visitor.get("/articles/")).text
            there = {slug for slug in near if f"/articles/{slug}/" in listed}
            row.want(there == right, f"at {look.astimezone(TORONTO)}: listed {there ^ right} wrongly")
    Article.objects.filter(slug__in=pages).delete()
    row.said.append(f"{len(pages)} pages, {len(looks)} settings of the clock")
    return row
