"""What stands beside a page's own columns in its file: the sign-off, addresses it had, the draft beside the live text.

A sign-off is a digest of the text as the file writes it. A text that was changed by hand no longer fits its
digest, and then it is not signed: the same rule as in the database.
"""

import copy
from typing import Any

from skincare_site.publishing import acts
from skincare_site.publishing.models import OldAddress, Version
from skincare_site.publishing.records import about, who
from skincare_site.publishing.texts import Values, digest_of, link_fields, same, text_fields, values_of
from skincare_site.publishing.workflow import Status

from .content_values import Names, WrongValue, clinic_time, from_file, linked, to_file

Data = dict[str, Any]


def text_data(page: Any, names: Names) -> Data:
    """What an editor fills in, as a file writes it: columns and links by name."""
    data = {}
    for field in text_fields(type(page)):
        value = page.slug if field.name == "slug" else to_file(field, page, names)
        if value is not None:
            data[field.name] = value
    for field in link_fields(type(page)):
        things = getattr(page, field.name).all()
        data[field.name] = sorted(names.name(field.related_model, thing.pk) for thing in things)
    return data


def _seal(page: Any, names: Names) -> str:
    """The digest that binds a sign-off to a text wherever it is read: by names, not by keys of one database."""
    return digest_of(type(page), text_data(page, names))


def write_beside(row: Any, names: Names) -> Data:
    data: Data = {}
    if row.live_digest if row.status == Status.PUBLISHED else _is_signed(row):
        data["signed_off"] = _seal(row, names)
    old = OldAddress.objects.about(row).values_list("slug", flat=True)
    if old:
        data["old_addresses"] = sorted(old)
    if row.draft_id:
        shown = row.newest()
        draft = text_data(shown, names) | {"status": row.draft_status}
        if row.draft_due_at:
            draft["goes_live_at"] = clinic_time(row.draft_due_at)
        if acts.is_signed(row, row.draft.digest):
            draft["signed_off"] = _seal(shown, names)
        data["draft"] = draft
    return data


def _is_signed(row: Any) -> bool:
    return acts.is_signed(row, digest_of(type(row), values_of(row)))


def read_beside(row: Any, data: Data, names: Names, replace: bool) -> None:
    """Signs, adds the draft and the addresses; the row and its links are in the database."""
    row.signed_digest = row.live_digest = ""
    row.draft, row.draft_status, row.draft_due_at = None, "", None
    if "signed_off" in data:
        if data["signed_off"] != _seal(row, names):
            raise WrongValue(
                "signed_off: the text is not the one that was signed off. "
                'Take this line out and write status = "draft", so that a clinician reads it again'
            )
        row.signed_digest = digest_of(type(row), values_of(row))
        row.live_digest = row.signed_digest if row.status == Status.PUBLISHED else ""
    if "draft" in data:
        if row.status != Status.PUBLISHED:
            raise WrongValue("draft: only a published page has a draft beside it")
        _read_draft(row, data["draft"], names)
    row.save()
    for slug in data.get("old_addresses", []):
        OldAddress.objects.update_or_create(
            content_type=about(row)["content_type"], slug=slug, defaults={"object_id": row.pk}
        )


def _loaded(row: Any, values: Values, kept: str = Version.Kept.LOADED) -> Version:
    return Version.objects.create(
        **about(row), **who(None), kept=kept, title=values["title"], values=values, digest=digest_of(type(row), values)
    )  # fmt: skip


def keep_what_was(row: Any) -> None:
    """Before a file replaces a page: the text that goes is in history."""
    now = values_of(row)
    if not any(same(version.values, now) for version in Version.objects.about(row)):
        _loaded(row, now, Version.Kept.SAVED)


def remember(row: Any, *, is_new: bool) -> None:
    """Keep the text that came from a file in history; a form opened before it may not save over it."""
    if is_new:
        acts.first_version(row)
        return
    row.revision += 1
    acts.audit(row, str(Version.Kept.LOADED.label), None, version=_loaded(row, values_of(row)))


def _read_draft(row: Any, data: Any, names: Names) -> None:
    if not isinstance(data, dict):
        raise WrongValue("draft: must be a table")
    data = dict(data)
    status, due, seal = (data.pop(name, None) for name in ("status", "goes_live_at", "signed_off"))
    if status not in set(Status.values) - {Status.ARCHIVED}:
        raise WrongValue(f"draft: “{status}” is no state of a draft")
    shown, links = copy.copy(row), {}
    shown._state = copy.copy(row._state)
    shown._state.fields_cache = {}
    for field in text_fields(type(row)):
        value = data.pop(field.name, None)
        setattr(
            shown, field.attname, field.get_default() if value is None else from_file(field, value, names)
        )
    for field in link_fields(type(row)):
        keys = [linked(field.related_model, name, names) for name in data.pop(field.name, [])]
        links[field.name] = list(field.related_model._default_manager.filter(pk__in=keys))
    if data:
        raise WrongValue(f"draft: there is no field “{next(iter(data))}”")
    values = values_of(shown, links)
    row.draft = _loaded(row, values)
    row.draft_status = status
    if due is not None:
        row.draft_due_at = from_file(type(row)._meta.get_field("draft_due_at"), due, names)
    if seal is not None:
        if seal != _seal(row.newest(), names):
            raise WrongValue(
                "draft: the text is not the one that was signed off: take its signed_off line out"
            )
        row.signed_digest = row.draft.digest
    elif status in (Status.SIGNED_OFF, Status.PUBLISHED) and not acts.is_signed(row, row.draft.digest):
        raise WrongValue("draft: a draft that nobody signed off can't be “signed_off” or “published”")
