"""One of two editors: `python -m tests.serving.editor NUMBER COUNT`. Each edit is one JSON line on standard output.

The editors share nothing: this one takes the rows whose key leaves NUMBER when divided by two, and no row again before
somebody has looked: then its number comes back as a line on standard input. An edit's line holds that number, the moment
(seconds since 1970) from which it holds, and claims: an address and what its page must say or must not say, or the status
it must answer with.
"""

import datetime
import json
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import django
from django.urls import reverse

PAUSE = 0.05  # seconds between two edits
WAITING = 8  # edits that nobody has looked at; more would be looked at late
SECRET = "not-for-patients"  # what drafts say and no visitor may ever read

Claim = tuple[str, str, str]  # path, "says", "lacks" or "status", text


def claims_of(path: str, now: str, before: str) -> list[Claim]:
    return [(path, "says", now), *([(path, "lacks", before)] if before else [])]


def in_list(row: Any) -> str:
    """The page of the list that begins with this explainer; it leads to the first one when the row stands there."""
    return str(reverse("articles:index_from", args=[row.slug]))


def around(row: Any) -> list[str]:
    """Pages of the list that show this explainer, and are kept by themselves while it is not there."""
    from articles.lists import EFFECT, LETTERS

    letter = row.title[:1].lower()
    is_lettered = row.kind == EFFECT and letter in LETTERS
    return [in_list(row), *([reverse("articles:index_letter", args=[letter])] if is_lettered else [])]


class Editor:
    """`said`: row → what it says since its last edit."""

    def __init__(self, number: int) -> None:
        from aftercare.models import CareTip
        from articles.models import Article
        from skincare_site.clinics.models import Clinic, RedFlagCard
        from skincare_site.symptoms.models import LayName, Symptom

        self.number, self.count = number, 0
        self.chance = random.Random(number)
        self.said: dict[Any, str] = {}

        def mine(rows: Any) -> list[int]:
            return [key for key in rows.order_by("pk").values_list("pk", flat=True) if key % 2 == number]

        articles = mine(Article.objects.visible().filter(slug__startswith="bench-"))
        third = len(articles) // 3
        self.kinds: dict[str, tuple[Any, deque[int], float]] = {
            # What is edited → its model, its rows, how often.
            "text": (Article, deque(articles[:third]), 5),
            "draft": (Article, deque(articles[third : 2 * third]), 3),
            "state": (Article, deque(articles[2 * third :]), 3),
            "tip": (CareTip, deque(mine(CareTip.objects.visible())), 2),
            "clinic": (Clinic, deque(mine(Clinic.objects)), 1),
            "symptom": (Symptom, deque(mine(Symptom.objects)), 2),
            "wording": (
                LayName,
                deque(mine(LayName.objects.filter(kind="also_called", symptom__isnull=False))),
                2,
            ),
            "red flags": (RedFlagCard, deque(mine(RedFlagCard.objects)), 1),
        }
        self.waiting: dict[int, tuple[str, int]] = {}  # number of an edit nobody has looked at → its row

    def edits(self, count: int) -> Iterator[dict[str, Any]]:
        while self.count < count:
            time.sleep(PAUSE)
            names = [name for name, (_model, keys, _often) in self.kinds.items() if keys]
            if not names or len(self.waiting) >= WAITING:
                continue
            name = self.chance.choices(names, [self.kinds[one][2] for one in names])[0]
            model, keys, _often = self.kinds[name]
            key = keys.popleft()
            self.count += 1
            mark = f"edit {self.number} {self.count}."
            wait, claims = getattr(self, f"_{name.replace(' ', '_')}")(model.objects.get(pk=key), mark)
            self.waiting[self.count] = name, key
            yield {"number": self.count, "kind": name, "at": time.time() + wait, "claims": claims}

    def looked_at(self, number: int) -> None:
        """The row of this edit may be edited again."""
        name, key = self.waiting.pop(number)
        self.kinds[name][1].append(key)

    def _replaced(self, row: Any, mark: str) -> str:
        before = self.said.get((type(row), row.pk), "")
        self.said[type(row), row.pk] = mark
        return before

    # Each makes one edit and returns (seconds until it is to show, claims).

    def _text(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        """By whatever road there is: a save, a bulk update, plain SQL."""
        from django.db import connection

        before, summary, model = self._replaced(row, mark), f"It settles. {mark}", type(row)
        road = self.chance.choice(["save", "update", "bulk_update", "sql"])
        if road == "save":
            row.summary = summary
            row.save()
        elif road == "update":
            model.objects.filter(pk=row.pk).update(summary=summary)
        elif road == "bulk_update":
            row.summary = summary
            model.objects.bulk_update([row], ["summary"])
        else:
            with connection.cursor() as cursor:
                table = model._meta.db_table
                cursor.execute(f"UPDATE {table} SET summary = %s WHERE id = %s", [summary, row.pk])  # noqa: S608
        return 0.0, [*claims_of(row.get_absolute_url(), mark, before), *claims_of(in_list(row), mark, before)]

    def _draft(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        """A draft beside the public text; the next time it goes live at a moment set beforehand."""
        from skincare_site.publishing import acts
        from skincare_site.publishing.texts import values_of
        from skincare_site.publishing.workflow import Status

        path = row.get_absolute_url()
        if row.draft_id is None:
            acts.keep_text(row, {**values_of(row), "summary": f"{SECRET} {mark}"}, None)
            return 0.0, [(path, "lacks", SECRET), (in_list(row), "lacks", SECRET)]
        before = self._replaced(row, mark)
        if self.chance.random() < 0.3:
            self.said.pop((type(row), row.pk))
            if before:
                self.said[type(row), row.pk] = before
            row.draft, row.draft_status, row.draft_due_at = None, "", None
            row.save()
            return 0.0, [(path, "lacks", SECRET), *([(path, "says", before)] if before else [])]
        wait = self.chance.choice([0.0, 1.0])
        with_mark = {
            **values_of(row),
            "summary": f"It settles. {mark}",
            "publish_at": row.publish_at.isoformat(),
        }
        row.draft = acts._version(row, with_mark, None)
        row.draft_status = Status.PUBLISHED
        row.draft_due_at = datetime.datetime.fromtimestamp(time.time() + wait, datetime.UTC)
        row.save()
        return wait, [*claims_of(path, mark, before), (path, "lacks", SECRET)]

    def _state(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        """Off the site or back; by hand or by the clock."""
        from skincare_site.publishing.workflow import Status

        path, now = row.get_absolute_url(), datetime.datetime.now(datetime.UTC)
        link = f'href="{path}"'
        gone: list[Claim] = [(place, "lacks", link) for place in around(row)]
        there: list[Claim] = [(place, "says", link) for place in around(row)]
        if row.status == Status.PUBLISHED and not row.has_expired():
            if self.chance.random() < 0.5:
                type(row).objects.filter(pk=row.pk).update(status=Status.DRAFT)
                return 0.0, [(path, "status", "404"), *gone]
            row.expires_at = now + datetime.timedelta(seconds=1)
            row.save()
            return 1.0, [(path, "status", "302"), *gone]
        row.status, row.expires_at = Status.PUBLISHED, None
        wait = self.chance.choice([0, 1])
        row.publish_at = now + datetime.timedelta(seconds=wait)
        row.save()
        return float(wait), [(path, "status", "200"), *there]

    def _tip(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        before = self._replaced(row, mark)
        row.why = f"It helps. {mark}"
        row.save()
        return 0.0, [
            *claims_of(row.get_absolute_url(), mark, before),
            *claims_of("/aftercare/", mark, before),
        ]

    def _clinic(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        before = self._replaced(row, mark)
        row.directions = f"Ring the bell. {mark}"
        row.save()
        return 0.0, claims_of(row.get_absolute_url(), mark, before)

    def _symptom(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        before = self._replaced(row, mark)
        row.description = f"It is common. {mark}"
        row.save()
        return 0.0, claims_of(row.get_absolute_url(), mark, before)

    def _wording(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        mark = mark.rstrip(".") + " x"  # a wording loses its full stop
        before = self._replaced(row, mark)
        row.phrase = mark
        row.save()
        return 0.0, claims_of(row.symptom.get_absolute_url(), mark, before)

    def _red_flags(self, row: Any, mark: str) -> tuple[float, list[Claim]]:
        """On every page."""
        before = self._replaced(row, mark)
        row.lines = f"you have a fever\nit is {mark}"
        row.save()
        paths = ["/", self.chance.choice(["/articles/", "/aftercare/", "/symptoms/redness/", "/clinics/"])]
        return 0.0, [claim for path in paths for claim in claims_of(path, mark, before)]


def main() -> None:
    django.setup()
    editor = Editor(int(sys.argv[1]))

    def listen() -> None:
        for line in sys.stdin:
            editor.looked_at(int(line))

    threading.Thread(target=listen, daemon=True).start()
    for edit in editor.edits(int(sys.argv[2])):
        print(json.dumps(edit), flush=True)


if __name__ == "__main__":
    main()
