"""Synthetic but natural pages: sentences of the starter content put together anew, so that words keep their frequency."""

import datetime
import random
import re
import sys
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing.workflow import Status
from skincare_site.search.index import rebuild
from skincare_site.symptoms.models import Symptom, Treatment, page_kinds

WORDS = 400
BATCH = 1000
PLACES = [
    "after microneedling", "on the cheeks", "on the forehead", "around the eyes", "around the mouth", "on the neck",
    "on the first night", "after a few days", "in the second week", "on brown and black skin", "before an event",
    "after a second treatment", "in summer", "in winter", "with sensitive skin", "and make-up", "and the gym",
    "and sunscreen", "and sleep", "for men", "when you travel", "and swimming", "and your usual cream",
]  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class _Screen:
    """A terminal overwrites its line of progress; a file or a pipe gets one line every few seconds."""

    PAUSE = 5.0  # seconds

    def __init__(self) -> None:
        self._last = 0.0

    def show(self, text: str, *, passing: bool = False) -> None:
        """Write `text`; when `passing`, it may be overwritten or left out."""
        start, end = "\r\x1b[K", "" if passing else "\n"
        if not sys.stderr.isatty():
            if passing and time.monotonic() - self._last < self.PAUSE:
                return
            start, end = "", "\n"
        if passing:
            self._last = time.monotonic()
        sys.stderr.write(f"{start}{text}{end}")
        sys.stderr.flush()


show = _Screen().show


def timed(name: str, action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    spent = time.perf_counter() - started
    show(f"  {name}: {spent:.1f} s")
    return spent


def fill(size: int, seed: int = 5) -> None:
    """Add synthetic articles to the starter content until there are `size` pages, and write the index."""
    chance = random.Random(seed)
    symptoms = list(Symptom.objects.order_by("slug"))
    treatment = Treatment.objects.get(slug="microneedling")
    anywhere: list[str] = []
    about: dict[int, list[str]] = {symptom.pk: [] for symptom in symptoms}
    for kind in page_kinds():
        starter = kind._default_manager.filter(is_starter=True).select_related("main_symptom")
        for page in starter.prefetch_related("symptoms").order_by("slug"):
            text = page.search_text()
            sentences = [one for one in _SENTENCE.split(f"{text.summary} {text.body}") if one]
            anywhere += sentences
            for key in page.symptom_ids():
                about[key] += sentences
    there = sum(kind._default_manager.count() for kind in page_kinds())
    now = timezone.now()

    def sentences(own: list[str], words: int) -> list[str]:
        chosen: list[str] = []
        count = 0
        while count < words:
            one = chance.choice(own if own and chance.random() < 0.4 else anywhere)
            chosen.append(one)
            count += one.count(" ") + 1
        return chosen

    def article(number: int) -> tuple[Article, list[int]]:
        main, *others = chance.sample(symptoms, chance.choice([1, 1, 2, 3]))
        text = sentences(about[main.pk], chance.randint(WORDS * 3 // 4, WORDS * 5 // 4))
        half = len(text) // 2
        state = chance.random()
        published = now - datetime.timedelta(minutes=chance.randint(60, 500_000))
        page = Article(
            title=f"{main.name} {chance.choice(PLACES)}",
            slug=f"bench-{number}",
            treatment=treatment,
            main_symptom=main,
            status=Status.DRAFT if state < 0.03 else Status.PUBLISHED,
            live_digest="signed for the benchmark",
            publish_at=now + datetime.timedelta(days=30) if 0.03 <= state < 0.04 else published,
            expires_at=published + datetime.timedelta(minutes=30) if 0.04 <= state < 0.05 else None,
            summary=text[0][:250],
            what_it_is=f"<p>{' '.join(text[1:half])}</p>",
            what_you_can_do=f"<p>{' '.join(text[half:])}</p>",
            starts_day=(start := chance.randint(0, 4)),
            call_after_day=start + chance.randint(3, 20),
        )
        return page, [symptom.pk for symptom in others]

    def add() -> None:
        for first in range(there, size, BATCH):
            with transaction.atomic():
                made = [article(number) for number in range(first, min(first + BATCH, size))]
                pages = Article.objects.bulk_create([page for page, _others in made], batch_size=200)
                links = Article.symptoms.through
                links.objects.bulk_create(
                    links(article_id=page.pk, symptom_id=key)
                    for page, (_same, others) in zip(pages, made, strict=True)
                    for key in others
                )
            show(f"  pages: {min(first + BATCH, size)} of {size}", passing=True)

    def progress(done: int, total: int) -> None:
        if done % BATCH == 0:
            show(f"  index: {done} of {total}", passing=True)

    timed(f"{size} pages written", add)
    timed(f"{size} pages indexed", lambda: rebuild(progress))
    settle()


def settle() -> None:
    """What PostgreSQL does for itself overnight; SQLite does nothing by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
