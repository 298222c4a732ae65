"""Everything that changes a page: save, move, restore, delete, recover. Each takes who, and writes who and when.

One rule: the row of a public page changes only here, when a signed text goes live. Every act locks the row, raises
its `revision` (what a form must name to save over it) and leaves an entry in the audit trail.
"""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from skincare_site.database.waiting import short_wait

from .around import OldAddress
from .models import Publishable, Reviewer, in_months
from .records import AuditEntry, SignOff, Version, about, who
from .rules import findings
from .texts import Values, digest_of, lost_links, same, values_of, write_values
from .workflow import MOVES, Move, NotAllowed, NotComplete, Status

# Not part of a text that is brought back: where the page lives, when it is public, who read it when.
REVIEW_FIELDS = ["reviewer", "reviewed_on", "next_review_on", "needs_confirmation"]
NOT_RESTORED = ["slug", "publish_at", "expires_at", *REVIEW_FIELDS]


def audit(
    page: Any, action: str, by: Any, note: str = "", version: Version | None = None, title: str = ""
) -> None:
    """Write one line of the audit trail about `page`."""
    AuditEntry.objects.create(
        **about(page), **who(by), action=action, note=note[:300], version=version, title=(title or str(page))[:200]
    )  # fmt: skip


def locked(page: Publishable) -> Any:
    """The row of `page` as it is now, held until the transaction ends."""
    return type(page)._default_manager.select_for_update().get(pk=page.pk)


def newest_values(row: Any) -> Values:
    """The newest text of a page: its draft where there is one, else the row."""
    return dict(row.draft.values) if row.draft_id else values_of(row)


def holder_of(page: Any, slug: str) -> Any:
    """The other page of this kind that has this address, or whose draft asks for it; None when it is free."""
    others = type(page)._default_manager.exclude(pk=page.pk)
    return others.filter(Q(slug=slug) | Q(draft__values__slug=slug)).first()


def is_signed(row: Any, digest: str) -> bool:
    """Whether a clinician stands behind a text with this digest: the newest sign-off, or the public text's."""
    return digest in {row.signed_digest, row.live_digest} - {""}


def _version(row: Any, values: Values, by: Any, kept: str = Version.Kept.SAVED, note: str = "") -> Version:
    return Version.objects.create(
        **about(row), **who(by), kept=kept, title=values["title"], values=values,
        digest=digest_of(type(row), values), note=note[:300],
    )  # fmt: skip


def _done(row: Any, by: Any, action: str, note: str = "", version: Version | None = None) -> None:
    row.revision += 1
    row.updated_by = by if by and by.is_authenticated else None
    row.save()
    audit(row, action, by, note, version, title=row.newest().title)


# Saving.


def first_version(page: Any, by: Any = None, kept: str = Version.Kept.LOADED) -> Version | None:
    """Keep the text of a row that has no version yet; None when it has."""
    if Version.objects.about(page).exists():
        return None
    version = _version(page, values_of(page), by, kept)
    audit(page, "Created" if kept == Version.Kept.SAVED else "Loaded", by, version=version)
    return version


@transaction.atomic
def keep_text(
    page: Publishable, values: Values, by: Any, note: str = "", kept: str = Version.Kept.SAVED
) -> Version | None:
    """Save a text: into the row, or beside it as a draft where the row is public.

    None when nothing differs from the newest text. Raises NotAllowed for an archived page.
    """
    row = locked(page)
    if row.status == Status.ARCHIVED:
        raise NotAllowed("This page is archived. Bring it back to draft before you change it.")
    first_version(row)
    if same(values, newest_values(row)):
        return None
    version = _version(row, values, by, kept, note)
    stage = row.stage
    if kept == Version.Kept.RESTORED:
        stage = Status.DRAFT
    elif stage in (Status.SIGNED_OFF, Status.PUBLISHED):
        stage = Status.SIGNED_OFF if is_signed(row, version.digest) else Status.DRAFT
    if row.status == Status.PUBLISHED:
        row.draft, row.draft_status, row.draft_due_at = version, stage, None
    else:
        row.status = stage
        write_values(row, values)
    _done(row, by, str(Version.Kept(kept).label), note, version)
    return version


def keep_conflict(page: Publishable, values: Values, by: Any) -> Version:
    """Keep a text that came too late, so that nobody has to type it again. The page stays as it is."""
    version = _version(page, values, by, Version.Kept.CONFLICT)
    audit(page, "Not applied: somebody else had saved first", by, version=version, title=values["title"])
    return version


@transaction.atomic
def restore(page: Publishable, version: Version, by: Any) -> list[str]:
    """Bring an older text back as a draft; its address, times and review stay as they are now.

    Returns the names of fields whose links are gone and were left out.
    """
    row = locked(page)
    if row.status == Status.ARCHIVED:
        row.status = Status.DRAFT
        row.save()
    now = newest_values(row)
    values = {**now, **version.values, **{name: now[name] for name in NOT_RESTORED if name in now}}
    lost = lost_links(type(row), values)
    if lost:
        values = values_of(_without_lost(row, values))
    if keep_text(row, values, by, f"The text of {version}", Version.Kept.RESTORED) is None:
        raise NotAllowed("The page already says exactly this.")
    return lost


def _without_lost(row: Any, values: Values) -> Any:
    """A copy of `row` with `values`; links to rows that are gone fall back to the row's own or to nothing."""
    shown = row.with_values(values)
    if shown.treatment_id is None:
        shown.treatment_id = row.treatment_id
    return shown


# Moving.


def gaps(page: Any, signing: bool = False) -> list[tuple[str, str]]:
    """What stands between a text and the public, as (field, sentence): what is missing, then what content checks block.

    `page` is the newest text. While `signing`, what only the sign-off itself brings is not asked for.
    """
    found = list(page.missing())
    named = {field for field, _sentence in found}
    found += [
        (finding.field, finding.sentence)
        for finding in findings(page)
        if finding.blocks and finding.field not in named and not (signing and finding.code == "B3")
    ]
    if not signing and page.has_expired():
        found.append(("expires_at", "“Take offline at” has passed. Empty it, or choose a later time."))
    if not signing and not is_signed(page, digest_of(type(page), values_of(page))):
        found.append(("sign_off", "A clinical reviewer has to sign off exactly this text."))
    return found


def allowed_moves(row: Any, by: Any) -> list[str]:
    """Names of the moves that `by` may make now, in the order of the table."""
    return [
        name
        for name, move in MOVES.items()
        if (row.status if move.of_public else row.stage) in move.sources
        and (row.draft_id is not None or not move.needs_draft)
        and (move.permission is None or by.has_perm(move.permission))
        and by.has_perm(f"{row._meta.app_label}.change_{row._meta.model_name}")
    ]


def writers_of(model: Any, keys: Collection[int]) -> dict[int, set[int]]:
    """Page's key → accounts that changed its clinical text since its last sign-off. Three queries for all."""
    here = {"content_type": ContentType.objects.get_for_model(model), "object_id__in": keys}
    signed = {sign.object_id: sign for sign in SignOff.objects.filter(**here).order_by("pk")}
    digests = {key: sign.digest for key, sign in signed.items()}
    found: dict[int, set[int]] = {key: set() for key in keys}
    versions = Version.objects.filter(**here).exclude(kept=Version.Kept.CONFLICT).order_by("pk")
    for key, at, digest, by in versions.values_list("object_id", "at", "digest", "by_id"):
        if key in signed and at <= signed[key].at:
            continue
        if digest != digests.get(key) and by:
            found[key].add(by)
        digests[key] = digest
    return found


def writers(row: Any) -> set[int]:
    """Accounts that changed the clinical text since the last sign-off."""
    return writers_of(type(row), [row.pk])[row.pk]


@transaction.atomic
def move(page: Publishable, name: str, by: Any, note: str = "", at: datetime.datetime | None = None) -> None:
    """Carry out one move of the table. Raises NotAllowed or NotComplete, and then nothing has changed."""
    row, step = locked(page), MOVES[name]
    at = (at or timezone.now()).replace(microsecond=0)
    if name not in allowed_moves(row, by):
        raise NotAllowed(f"“{step.label}” is not possible for you while the page is “{row.stage.label}”.")
    if step.gate and (missing := gaps(row.newest(), signing=name == "sign_off")):
        raise NotComplete(missing)
    first_version(row)
    version = _CARRY_OUT[name](row, step, by, note, at)
    _done(row, by, step.done, note, version)
    page.refresh_from_db()


def _set_stage(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> None:
    if row.draft_id:
        row.draft_status = step.target
    else:
        row.status = step.target


def _signature(row: Any, by: Any, note: str, values: Values, at: datetime.datetime) -> Values:
    """Write the sign-off; the values with the clinician's name and the review dates."""
    reviewer = Reviewer.objects.filter(account=by).first()
    if reviewer is None:
        raise NotAllowed(
            "Patients read the name of the clinician who signed. Your account has none yet: "
            "add yourself under “Reviewers” and choose your account there."
        )
    today = timezone.localdate(at)
    asked = values.get("next_review_on")
    if not asked or asked <= today.isoformat() or values.get("reviewed_on") != today.isoformat():
        asked = in_months(today, settings.REVIEW_MONTHS).isoformat()
    signed = {
        **values, "reviewer": reviewer.pk, "reviewed_on": today.isoformat(), "next_review_on": asked,
        "needs_confirmation": False,
    }  # fmt: skip
    row.signed_digest = digest_of(type(row), signed)
    SignOff.objects.create(
        **about(row), **who(by), digest=row.signed_digest, reviewer=reviewer, note=note[:300]
    )
    return signed


def _sign_off(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> Version:
    if by.pk in writers(row) and not settings.OWN_SIGN_OFF:
        raise NotAllowed("You wrote part of this text. Another clinical reviewer has to sign it off.")
    values = _signature(row, by, note, newest_values(row), at)
    version = _version(row, values, by, Version.Kept.SIGNED, note)
    _set_stage(row, step, by, note, at)
    if row.draft_id:
        row.draft = version
    else:
        write_values(row, values)
    return version


def _still_correct(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> Version:
    """A whole-page review that changes nothing: the public text is signed anew."""
    if missing := gaps(row, signing=True):
        raise NotComplete(missing)
    values = _signature(row, by, note, values_of(row), at)
    version = _version(row, values, by, Version.Kept.SIGNED, note)
    row.live_digest = row.signed_digest
    write_values(row, values)
    return version


def _go_live(row: Any, values: Values, at: datetime.datetime) -> None:
    """The one place where the public text changes."""
    digest = digest_of(type(row), values)
    if row.status == Status.PUBLISHED and digest == row.live_digest:
        # Nothing clinical changed: the review that stands is the public one, which may be newer than the draft.
        values = {**values, **{name: values_of(row)[name] for name in REVIEW_FIELDS}}
    if not values.get("publish_at"):
        values = {**values, "publish_at": at.astimezone(datetime.UTC).isoformat()}
    if type(row)._default_manager.filter(slug=values["slug"]).exclude(pk=row.pk).exists():
        values = {**values, "slug": row.slug}  # taken meanwhile: one address must not hold up a text
    _leave_old_address(row, values["slug"])
    row.status, row.live_digest = Status.PUBLISHED, digest
    row.draft, row.draft_status, row.draft_due_at = None, "", None
    write_values(row, values)


def _leave_old_address(row: Any, slug: str) -> None:
    if row.status == Status.PUBLISHED and row.slug != slug:
        about_it = about(row)
        OldAddress.objects.update_or_create(
            slug=row.slug, content_type=about_it["content_type"], defaults={"object_id": row.pk}
        )


def _publish(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> None:
    values = newest_values(row)
    due = parse_datetime(values["publish_at"]) if values.get("publish_at") else None
    if row.draft_id and row.is_visible(at) and due and due > at:
        row.draft_status, row.draft_due_at = Status.PUBLISHED, due  # the public text stays until then
    else:
        _go_live(row, values, at)


def _leave_public(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> None:
    """Off the site, with the newest text in the row."""
    values = newest_values(row)
    _leave_old_address(row, values["slug"])
    row.status, row.live_digest = step.target, ""
    row.draft, row.draft_status, row.draft_due_at = None, "", None
    write_values(row, values)


def _discard(row: Any, step: Move, by: Any, note: str, at: datetime.datetime) -> None:
    row.draft, row.draft_status, row.draft_due_at = None, "", None


# Each returns the version it made, if it made one.
_CARRY_OUT: dict[str, Callable[[Any, Move, Any, str, datetime.datetime], Version | None]] = {
    "submit": _set_stage,
    "return_to_draft": _set_stage,
    "sign_off": _sign_off,
    "publish": _publish,
    "still_correct": _still_correct,
    "discard": _discard,
    "unpublish": _leave_public,
    "archive": _leave_public,
}


@short_wait()
def publish_due(model: Any, at: datetime.datetime) -> int:
    """Let drafts of this kind go live whose moment has come; how many did. `due.py` knows when."""
    due = list(model._default_manager.select_for_update().filter(draft_due_at__lte=at))
    for row in due:
        version = row.draft
        _go_live(row, newest_values(row), row.draft_due_at)
        kept = row.slug != version.values["slug"]
        note = "Its new web address was taken meanwhile: it keeps the old one." if kept else ""
        _done(row, None, "Published at its time", note, version)
    return len(due)


# Deleting and bringing back.


@transaction.atomic
def delete(page: Publishable, by: Any) -> None:
    """Delete the row for good; its versions stay, and `recover` brings it back."""
    row = locked(page)
    first_version(row)
    audit(row, "Deleted", by)
    row.delete()


@transaction.atomic
def recover(version: Version, by: Any) -> Any:
    """A deleted page as a draft again, at its old key and address. Raises NotAllowed when it can't be."""
    model: Any = version.content_type.model_class()
    if model._default_manager.filter(pk=version.object_id).exists():
        raise NotAllowed("This page is there already.")
    row = model(pk=version.object_id)
    shown = row.with_values(version.values)
    if shown.treatment_id is None:
        raise NotAllowed("The treatment this page was about is gone. Add it again first.")
    values = values_of(shown) | dict.fromkeys(["publish_at", "expires_at", *REVIEW_FIELDS[:3]])
    number = 1
    while model._default_manager.filter(slug=values["slug"]).exists():
        number += 1
        values["slug"] = f"{version.values['slug'][:70]}-{number}"
    row.needs_confirmation = bool(values["needs_confirmation"])
    row.treatment_id = shown.treatment_id
    write_values(row, values)
    kept = _version(row, values, by, Version.Kept.RESTORED, f"The text of {version}")
    _done(row, by, "Brought back after it was deleted", version=kept)
    return row
