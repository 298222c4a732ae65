"""Random walks over the editors' desk: whatever people do, in whatever order, three things always hold.

What the public reads was signed off. What somebody saved is in the history. Nothing falls over.
"""

import contextlib
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from skincare_site.publishing import acts
from skincare_site.publishing.due import publish_due
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.records import SignOff, Version, about
from skincare_site.publishing.texts import digest_of, same, values_of
from skincare_site.publishing.workflow import MOVES, NotAllowed, NotComplete, Status
from tests.builders import make_article, make_symptom

pytestmark = pytest.mark.django_db

WORDS = ["It settles.", "It settles in 3 days.", "", "Call us.", "Keep it cool."]
edits = st.tuples(
    st.just("edit"),
    st.sampled_from(["writer", "reviewer", "publisher"]),
    st.sampled_from(["summary", "title", "what_it_is", "call_after_day", "confirm_note", "slug", "symptoms"]),
    st.integers(0, 4),
)
moves = st.tuples(
    st.just("move"),
    st.sampled_from(["writer", "reviewer", "second", "publisher", "boss"]),
    st.sampled_from(sorted(MOVES)),
)
restores = st.tuples(st.just("restore"), st.sampled_from(["writer", "publisher"]), st.integers(0, 9))
times = st.tuples(st.just("schedule"), st.integers(-2, 4))
clock = st.tuples(st.just("clock"), st.integers(1, 3))
steps = st.lists(st.one_of(edits, edits, moves, moves, moves, restores, times, clock), max_size=30)

# A page's whole life, kept so that it is walked every time.
LIFE = [
    ("edit", "writer", "summary", 1), ("move", "writer", "submit"), ("move", "reviewer", "sign_off"),
    ("move", "publisher", "publish"), ("edit", "writer", "summary", 3), ("schedule", 2), ("move", "writer", "submit"),
    ("move", "reviewer", "sign_off"), ("move", "publisher", "publish"), ("clock", 3), ("edit", "writer", "slug", 2),
    ("move", "publisher", "publish"), ("restore", "writer", 0), ("move", "publisher", "publish"),
    ("move", "publisher", "archive"), ("restore", "writer", 1), ("move", "writer", "submit"),
]  # fmt: skip
SIGNED_BUT_LATER_CHANGED = [
    ("move", "writer", "submit"), ("move", "reviewer", "sign_off"), ("edit", "publisher", "what_it_is", 1),
    ("move", "publisher", "publish"), ("move", "boss", "publish"),
]  # fmt: skip
DISCARDED = [
    ("move", "writer", "submit"), ("move", "reviewer", "sign_off"), ("move", "publisher", "publish"),
    ("edit", "writer", "summary", 4), ("move", "writer", "submit"), ("move", "second", "sign_off"),
    ("move", "writer", "discard"), ("edit", "writer", "title", 1), ("move", "publisher", "publish"),
    ("move", "reviewer", "still_correct"), ("move", "publisher", "unpublish"), ("move", "publisher", "publish"),
]  # fmt: skip


class Walk:
    """One page, five people, and a clock that moves by hours."""

    def __init__(self, starter):
        from django.contrib.auth.models import Group, User

        roles = {
            "writer": "Author",
            "reviewer": "Clinical reviewer",
            "second": "Clinical reviewer",
            "publisher": "Publisher",
        }
        self.people = {}
        for name, group in roles.items():
            self.people[name] = User.objects.create_user(name, is_staff=True)
            self.people[name].groups.add(Group.objects.get(name=group))
        self.people["boss"] = User.objects.create_superuser("boss")
        for name in ("reviewer", "second"):
            Reviewer.objects.create(name=name, role="Nurse", account=self.people[name])
        self.symptoms = [make_symptom() for _number in range(3)]
        self.now = timezone.now().replace(microsecond=0)
        self.page = make_article(
            status=Status.PUBLISHED if starter else Status.DRAFT,
            is_starter=starter,
            main_symptom=self.symptoms[0],
        )
        self.saved = [values_of(self.page)]
        self.starter_text = values_of(self.page) if starter else None

    def edit(self, who, field, number):
        value = {
            "title": f"Title {number}", "slug": f"address-{self.page.pk}-{number}", "call_after_day": 5 + number,
            "what_it_is": f"<p>{WORDS[number]}</p>", "symptoms": sorted(row.pk for row in self.symptoms[:number]),
        }.get(field, WORDS[number])  # fmt: skip
        values = {**acts.newest_values(self.page), field: value}
        if acts.keep_text(self.page, values, self.people[who]):
            self.saved.append(values)

    def move(self, who, name):
        self.page.move(name, self.people[who], at=self.now)

    def restore(self, who, number):
        versions = list(Version.objects.about(self.page).order_by("pk"))
        if versions:
            acts.restore(self.page, versions[number % len(versions)], self.people[who])
            self.page.refresh_from_db()
            assert self.page.stage == Status.DRAFT

    def schedule(self, hours):
        values = acts.newest_values(self.page)
        due = (self.now + timedelta(hours=hours)).isoformat() if hours else None
        if acts.keep_text(
            self.page, {**values, "publish_at": due, "expires_at": None}, self.people["publisher"]
        ):
            self.saved.append({**values, "publish_at": due, "expires_at": None})

    def clock(self, hours):
        self.now += timedelta(hours=hours)
        publish_due(self.now)

    def holds(self):
        page = self.page
        page.refresh_from_db()
        if page.status == Status.PUBLISHED:
            public = values_of(page)
            digest = digest_of(type(page), public)
            signed = SignOff.objects.filter(**about(page), digest=digest).exists()
            is_starter = self.starter_text is not None and page.is_unchecked_starter()
            assert signed or (is_starter and same(public, self.starter_text))
        kept = [version.values for version in Version.objects.about(page)]
        if kept:
            for values in self.saved:
                assert any(same(values, row) for row in kept)


class TestWalks(TestCase):
    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.booleans(), steps)
    @example(False, LIFE)
    @example(True, LIFE)
    @example(False, SIGNED_BUT_LATER_CHANGED)
    @example(False, DISCARDED)
    @example(True, DISCARDED)
    def test_public_text_was_signed_and_nothing_saved_is_lost(self, starter, walk):
        world = Walk(starter)
        for name, *rest in walk:
            with contextlib.suppress(NotAllowed, NotComplete):
                getattr(world, name)(*rest)
            world.holds()
