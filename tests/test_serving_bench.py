"""The serving benchmark's own arithmetic: what wrk and Linux print, pages made as large as ours, the bars and their table."""

import pytest

from tests.serving import bars, edits, peer_pages, report, rounds, sites
from tests.serving.edits import holds
from tests.serving.load import parse
from tests.serving.processes import parse_memory
from tests.serving.servers import Answer

QUIET = """Running 2s test @ http://127.0.0.1:8181/articles/bench-257/
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.31ms    1.30ms  25.74ms   86.18%
    Req/Sec    14.21k     1.35k   16.90k    67.50%
  Latency Distribution
     50%    2.04ms
     75%    2.77ms
     90%    3.70ms
     99%    6.63ms
  56609 requests in 2.00s, 369.58MB read
Requests/sec:  28275.71
Transfer/sec:    184.60MB
"""
TROUBLED = """Running 1m test @ http://127.0.0.1:8181/articles/
  2 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.05s   480.11ms   1.98s    61.29%
    Req/Sec     8.71      6.31    30.00     75.00%
  Latency Distribution
     50%  951.00us
     75%    1.41s 
     90%    1.73s 
     99%    1.02m
  124 requests in 1.00m, 9.35MB read
  Socket errors: connect 1, read 2, write 0, timeout 31
  Non-2xx or 3xx responses: 7
Requests/sec:      2.06
Transfer/sec:    159.10KB
"""
ROLLUP = """55a6bd3f1000-7ffd1b7c3000 ---p 00000000 00:00 0                          [rollup]
Rss:               84236 kB
Pss:               71424 kB
Pss_Dirty:         61440 kB
Shared_Clean:      12288 kB
Shared_Dirty:       1024 kB
Private_Clean:      2048 kB
Private_Dirty:     63488 kB
"""


class TestLoad:
    def test_rate_and_times_are_read(self):
        done = parse(QUIET)

        assert (done.requests, done.seconds, done.per_second) == (56609, 2.0, 28275.71)
        assert (done.p50_ms, done.p99_ms, done.failed) == (2.04, 6.63, 0)

    def test_every_kind_of_failure_counts_and_units_become_milliseconds(self):
        done = parse(TROUBLED)

        assert done.failed == 1 + 2 + 31 + 7
        assert (done.seconds, done.p50_ms, done.p99_ms) == pytest.approx((60.0, 0.951, 61_200))

    def test_a_complaint_is_no_figure(self):
        with pytest.raises(ValueError, match="unable to connect"):
            parse("unable to connect to 127.0.0.1:8181 Connection refused")


def test_memory_of_a_worker_is_what_is_private_and_its_part_of_what_is_shared():
    memory = parse_memory(ROLLUP)

    assert (memory.resident, memory.held, memory.own, memory.share) == (82.26171875, 62.0, 64.0, 69.75)


class TestPeersPages:
    HTML = (
        '<html><body><header><a href="/articles/">All</a> <a href="/articles/menu/">In the menu</a></header>'
        '<main id="main"><p>Redness, “like sunburn” &amp; warm for two or three days.</p>'
        '<a href="/articles/redness/">R</a> <a href="/articles/peeling/">P</a> <a href="/articles/?page=2">Next</a></main>'
        "<footer>911</footer></body></html>"
    )

    def test_only_articles_of_the_page_itself_are_counted(self):
        assert peer_pages.articles_in(self.HTML) == 2

    def test_words_to_look_for_are_spelt_alike_however_a_site_escapes_them(self):
        assert (
            peer_pages.words_of(["<p>It’s &amp; warm for two or three days.</p>"])
            == "warm for two or three days"
        )

    @pytest.mark.parametrize("missing", [0, -400, 8, 25, 20_000])
    def test_filler_makes_up_for_what_is_missing(self, tmp_path, missing):
        (tmp_path / "frame").mkdir()

        peer_pages.write_filler(tmp_path, "list", peer_pages.main_part(self.HTML), missing)

        written = (tmp_path / "frame" / "list.html").read_text()
        filler = written.removeprefix("{% verbatim %}").removesuffix("{% endverbatim %}")
        assert len(filler) == (missing if missing >= len("<p></p>") else 0)

    def test_frame_is_our_header_and_footer(self, tmp_path):
        peer_pages.write_frame(tmp_path, self.HTML)

        assert "In the menu" in (tmp_path / "frame" / "header.html").read_text()
        assert "911" in (tmp_path / "frame" / "footer.html").read_text()
        assert "Redness" not in "".join(path.read_text() for path in (tmp_path / "frame").iterdir())


def told(**rates: float) -> dict:
    """Figures in which every kind of page of a site answers so many requests a second, and CPU goes with it."""
    names = {
        "ours": bars.OURS, "uncached": bars.UNCACHED, "nginx": bars.NGINX, "plain": bars.PLAIN, "wagtail": bars.WAGTAIL,
        "wagtail_cache": bars.WAGTAIL_CACHE,
    }  # fmt: skip
    return {
        "setting": {
            "date": "21 November 2026",
            "machine": "2 cores",
            "load": "0.1",
            "versions": "Python 3.11.7",
        },
        "options": {"connections": [1, 16, 64], "rounds": 3, "seconds": 1, "sizes": [500, 100_000]},
        "loads": {
            names[site]: {
                kind: {
                    str(count): {
                        "per_second": [rate, rate],
                        "p50_ms": [1.0, 1.0],
                        "p99_ms": [2.0, 2.0],
                        "cpu_us": [1e6 / rate, 1e6 / rate],
                        "failed": [0, 0],
                    }
                    for count in (1, 16, 64)
                }
                for kind in (sites.KEPT if site == "nginx" else sites.KINDS)
            }
            for site, rate in rates.items()
        },
        "cold": {bars.OURS: [1.5], bars.PLAIN: [1.0]},
        "memory": {bars.OURS: {"resident": 70.0, "held": 58.0, "own": 60.0, "share": 61.5}},
        "pages": {bars.OURS: {"article": {"html": 18_000, "wire": 5_000, "articles": 4}}},
    }


RATES = {
    "ours": 30_000,
    "uncached": 600,
    "nginx": 50_000,
    "plain": 900,
    "wagtail": 100,
    "wagtail_cache": 3_000,
}


class TestBars:
    def reached(self, part: str, **changes) -> set[bool | None]:
        figures = told(**{**RATES, **changes.pop("rates", {})})
        return {bar.is_reached for bar in bars.bars({**figures, **changes}) if part in bar.what}

    @pytest.mark.parametrize(
        ("beside", "enough", "too_few"),
        [("nginx", 27_500, 27_499), ("Wagtail,", 20_000, 19_999), ("plain Django,", 22_500, 22_499)],
    )
    def test_cached_pages_beside_each_peer(self, beside, enough, too_few):
        assert self.reached(f"beside {beside}", rates={"ours": enough, "uncached": 1}) >= {True}
        cached = [bar for bar in bars.bars(told(**{**RATES, "ours": too_few})) if bar.what.startswith("1.")]
        assert {bar.is_reached for bar in cached if f"beside {beside}" in bar.what} == {False}

    def test_cpu_of_an_uncached_page_may_be_half_as_much_again_as_plain_djangos(self):
        assert self.reached("CPU a request", rates={"uncached": 600}) == {True}
        assert self.reached("CPU a request", rates={"uncached": 599}) == {False}

    def test_sites_are_compared_within_a_round(self):
        """The machine is half as fast in the second and the third round; the last round of ours was disturbed."""
        figures = told(**RATES)
        figures["loads"][bars.OURS]["article"]["64"]["per_second"] = [30_000, 15_000, 15_000, 30_000, 9_000]
        figures["loads"][bars.NGINX]["article"]["64"]["per_second"] = [50_000, 25_000, 25_000, 50_000, 50_000]

        assert bars.beside(figures, bars.OURS, bars.NGINX, "article", 64) == pytest.approx(0.6)

    def test_later_rounds_of_sites_that_are_close_count_for_these_alone(self):
        figures = told(**RATES)
        more = {
            bars.OURS: {"article": {"64": {"per_second": [10_000, 20_000, 20_000]}}},
            bars.NGINX: {"article": {"64": {"per_second": [40_000, 40_000, 40_000]}}},
        }
        rounds.add(figures["loads"], more)

        assert bars.beside(figures, bars.OURS, bars.NGINX, "article", 64) == pytest.approx(0.5)
        assert bars.beside(figures, bars.OURS, bars.WAGTAIL, "article", 64) == pytest.approx(300)

    def test_growth_is_judged_by_how_the_page_was_made(self):
        row = {"small_ms": [10.0, 10.0], "large_ms": [14.0, 14.0]}
        times = {
            "from the cache": {"article": row},
            "cache off": {"article": row},
            "signed in": {"admin list": row},
        }
        growth = {"small": 500, "large": 100_000, "times": times}

        assert self.reached("3. article, from the cache", growth=growth) == {False}
        assert self.reached("3. article, cache off", growth=growth) == {True}
        assert self.reached("3. admin list", growth=growth) == {True}

    def test_one_stale_page_or_one_leak_is_too_many(self):
        assert self.reached("4. ", edits={"edits": 2000, "stale": 0, "leaks": 0}) == {True}
        assert self.reached("4. ", edits={"edits": 2000, "stale": 1, "leaks": 1}) == {False}

    def test_what_was_not_measured_is_neither_reached_nor_missed(self):
        figures = told(ours=30_000)

        assert {bar.is_reached for bar in bars.bars(figures) if bar.what.startswith(("1.", "2.", "4."))} == {
            None
        }


class TestReport:
    def test_misses_are_said_as_plainly_as_what_is_reached(self):
        text = report.write(told(**RATES))

        assert (
            "| 1. article page from the cache, requests a second beside nginx, static files, 64 connections | 0.60 × | ≥ 0.55 × | yes |"
            in text
        )
        assert (
            "| 1. article page from the cache, requests a second beside Wagtail + wagtail-cache, 64 connections | 10.0 × | ≥ 12 × | **no** |"
            in text
        )
        assert "| not measured |" in text

    def test_every_rate_has_its_ratio_beside_it(self):
        text = report.write(told(**RATES))

        assert "| plain Django | 900 (1/33) 2.00 ms |" in text
        assert "| nginx, static files | 50,000 (1.67) 2.00 ms |" in text

    def test_the_limit_is_said_where_a_bar_lies_beyond_it(self):
        text = report.write(told(**RATES))

        assert "nginx itself reaches beside the local memory: article 16.7 ×, list 16.7 ×," in text
        assert "nginx itself" not in report.write(told(ours=30_000))

    def test_growth_a_full_cache_and_edits_have_their_lines(self):
        row = {"small_ms": [10.0, 10.0], "large_ms": [14.0, 14.0]}
        figures = {
            **told(**RATES),
            "growth": {"small": 500, "large": 100_000, "times": {"cache off": {"article": row}}},
            "full": {
                "resident": 79.0,
                "held": 60.0,
                "own": 62.0,
                "share": 65.0,
                "asked": 20_000,
                "limit_mb": 64.0,
            },
            "edits": {"edits": 2000, "read": 31_000, "stale": 0, "leaks": 0},
        }

        text = report.write(figures)

        assert "| article, cache off | 10.0 | 14.0 | 1.40 |" in text
        assert "| this site, after 20,000 pages | 79.0 | 60.0 | 62.0 | 65.0 | – | – |" in text
        assert "after 20,000 pages, cache limit 64 MB | 79.0 MB | ≤ 80 MB | yes |" in text
        assert (
            "2,000 edits by two processes, 31,000 pages read: stale pages a second after an edit | 0.00 | ≤ 0 | yes |"
            in text
        )

    def test_failed_answers_are_counted_over_all_sites(self):
        figures = told(**RATES)
        figures["loads"][bars.WAGTAIL]["list"]["64"]["failed"] = [30, 1]

        assert "Answers that failed: 31." in report.write(figures)


@pytest.mark.parametrize(
    ("verb", "text", "status", "body", "is_so"),
    [
        ("says", "edit 1 2.", 200, "It settles. edit 1 2.", True),
        ("says", "edit 1 2.", 200, "It settles. edit 1 21.", False),
        ("lacks", "edit 1 2.", 200, "It settles. edit 1 2.", False),
        ("lacks", "edit 1 2.", 500, "", False),
        ("status", "404", 404, "", True),
        ("status", "404", 200, "", False),
    ],
)
def test_a_claim_about_an_edited_page(verb, text, status, body, is_so):
    assert holds(status, body, verb, text) is is_so


class TestAPlaceInTheList:
    HERE, FIRST = "/articles/from/last/", "/articles/"
    LEADS, FIRST_PAGE, OWN_PAGE = (
        Answer(302, {"location": FIRST}, b""),
        Answer(200, {}, b"sixty rows"),
        Answer(200, {}, b"one"),
    )

    def read(self, monkeypatch, answers):
        """What is read when the site gives these answers, one after the other."""
        given = iter(answers)
        monkeypatch.setattr(edits, "_read", lambda port, path: self._checked(path, next(given)))
        return edits._read_place(0, self.HERE)

    def _checked(self, path, answer):
        assert (path == self.FIRST) == (answer is self.FIRST_PAGE)
        return answer

    def test_leads_to_the_page_where_it_stands(self, monkeypatch):
        assert self.read(monkeypatch, [self.LEADS, self.FIRST_PAGE, self.LEADS]) is self.FIRST_PAGE

    def test_is_asked_again_when_it_has_moved_meanwhile(self, monkeypatch):
        assert (
            self.read(monkeypatch, [self.LEADS, self.FIRST_PAGE, self.OWN_PAGE, self.OWN_PAGE])
            is self.OWN_PAGE
        )
