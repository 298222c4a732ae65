"""Review reminders: one mail a person about the pages whose review is due soon or overdue, once per due date."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from skincare_site.face.current import face

from .around import ReviewReminder
from .models import Publishable, published_kinds
from .records import about
from .workflow import Status

AHEAD = 30  # days before the due date
REVIEWERS = "Clinical reviewer"  # the group that is written to when a page's own reviewer can't be


@dataclass
class Letter:
    """What one person is told about."""

    person: Any
    pages: list[Publishable] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What became of a run: letters that went out, letters that failed, pages with nobody to tell."""

    sent: list[Letter]
    failed: list[Letter]
    unheard: list[Publishable]


def due_pages(today: datetime.date) -> list[Publishable]:
    """Published pages with a review due in the next 30 days or overdue, not reminded of yet; earliest first."""
    found: list[Publishable] = []
    for model in published_kinds():
        rows = model._default_manager.filter(
            Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
            status=Status.PUBLISHED,
            next_review_on__lte=today + datetime.timedelta(days=AHEAD),
        )
        keys = {row.pk: row for row in rows.select_related("reviewer__account")}
        told = ReviewReminder.objects.filter(
            content_type=about(model())["content_type"], object_id__in=keys
        ).values_list("object_id", "due_on")
        reminded = set(told)
        found += [row for pk, row in keys.items() if (pk, row.next_review_on) not in reminded]
    return sorted(found, key=lambda page: (page.next_review_on, page.title))


def letters(pages: Iterable[Publishable]) -> tuple[list[Letter], list[Publishable]]:
    """Who is told about which page; and the pages about which nobody can be told."""
    reviewers = list(
        get_user_model()
        ._default_manager.filter(groups__name=REVIEWERS, is_active=True)
        .exclude(email="")
        .distinct()
        .order_by("pk")
    )
    found: dict[int, Letter] = {}
    unheard = []
    for page in pages:
        own = page.reviewer.account if page.reviewer else None
        people = [own] if own and own.is_active and own.email else reviewers
        for person in people:
            found.setdefault(person.pk, Letter(person)).pages.append(page)
        if not people:
            unheard.append(page)
    return list(found.values()), unheard


def send(today: datetime.date | None = None) -> Outcome:
    """Write to everybody concerned. A page is claimed before its mail and given back when no mail about it went
    out, so that two runs at once send once and a failed run is made good by the next."""
    to_send, unheard = letters(due_pages(today or timezone.localdate()))
    claims = _claim({_key(page): page for letter in to_send for page in letter.pages})
    reached: set[tuple[str, int]] = set()
    sent, failed = [], []
    try:
        for letter in to_send:
            letter.pages = [page for page in letter.pages if _key(page) in claims]
            if not letter.pages:
                continue
            try:
                message(letter, today or timezone.localdate()).send()
            except Exception:  # whatever a mail server or its library answers: the next run tries again
                failed.append(letter)
            else:
                sent.append(letter)
                reached.update(map(_key, letter.pages))
    finally:
        lost = [claim.pk for key, claim in claims.items() if key not in reached]
        ReviewReminder.objects.filter(pk__in=lost).delete()
    return Outcome(sent, failed, unheard)


def _key(page: Publishable) -> tuple[str, int]:
    return page._meta.label, page.pk


def _claim(pages: dict[tuple[str, int], Publishable]) -> dict[tuple[str, int], ReviewReminder]:
    """The reminders that this run may send; another run that is under way has claimed the rest."""
    claims = {}
    for key, page in pages.items():
        due_on = cast(datetime.date, page.next_review_on)
        reminder, is_ours = ReviewReminder.objects.get_or_create(**about(page), due_on=due_on)
        if is_ours:
            claims[key] = reminder
    return claims


def message(letter: Letter, today: datetime.date) -> EmailMessage:
    name = letter.person.get_full_name() or letter.person.get_username()
    lines = [
        f"Hello {name},",
        "",
        "These pages need to be read again by a clinician. Patients can read them in the meantime.",
        "",
    ]
    for page in letter.pages:
        due_on = cast(datetime.date, page.next_review_on)
        form = reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])
        words = f"{'overdue since' if due_on < today else 'due on'} {date_format(due_on, 'j F Y')}"
        lines += [f"- {page.title}: {words}", f"  {settings.SITE_URL.rstrip('/')}{form}"]
    lines += [
        "",
        "If a page is still right, press “Still correct” in its form. If not, write the new text there.",
        "This reminder is sent once for each date.",
    ]
    count = len(letter.pages)
    subject = f"{face().name}: {count} page{'s' if count > 1 else ''} to review"
    return EmailMessage(subject, "\n".join(lines), to=[letter.person.email])
