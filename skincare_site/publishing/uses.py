"""Where a term is used: symptoms, treatments, sources, reviewers, clinics, pictures. What is used can't be deleted.

Links are found by asking Django: a row that belongs to a term (on_delete=CASCADE) goes with it, every other link,
many-to-many ones above all, is a use. What keeps terms in another way adds a function to `USES`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from .models import published_kinds
from .texts import link_fields, text_fields

NAMED = 20  # places named in one message


@dataclass(frozen=True)
class Use:
    """One place that uses a term: what it is, and where staff can change it (empty: nowhere)."""

    what: str
    link: str = ""

    @classmethod
    def by(cls, thing: models.Model) -> "Use":
        """The use by a row, which leads to its form in the admin."""
        meta = thing._meta
        try:
            link = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
        except NoReverseMatch:
            link = ""
        return cls(f"{capfirst(str(meta.verbose_name))} “{thing}”", link)


def _drafts(term: Any) -> Iterator[Use]:
    """Drafts beside public pages: they hold their links as keys, where no database looks after them."""
    for model in published_kinds():
        fields = [*text_fields(model), *link_fields(model)]
        names = [field.name for field in fields if field.related_model is type(term)]
        for page in model._default_manager.drafted().select_related("draft") if names else ():
            kept = page.draft.values if page.draft else {}
            if any(term.pk == kept[name] or term.pk in _listed(kept[name]) for name in names if name in kept):
                use = Use.by(page)
                yield Use(f"The draft of {use.what[0].lower()}{use.what[1:]}", use.link)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# Whoever keeps terms without a link of Django's, such as a draft or a text: term → its uses.
USES: list[Callable[[Any], Iterable[Use]]] = [_drafts]


class InUse(ProtectedError):
    """The term is used. `args[0]` names where, with links; safe to show."""

    def __init__(self, term: models.Model, uses: list[Use]) -> None:
        self.uses = uses
        super().__init__(told(term, uses), {term})

    def __str__(self) -> str:
        return "; ".join(use.what for use in self.uses)


def uses_of(term: models.Model) -> Iterator[Use]:
    """Every place that uses `term`, each once."""
    seen: set[Use] = set()
    for use in (*_links(term), *(use for find in USES for use in find(term))):
        if use not in seen:
            seen.add(use)
            yield use


def _links(term: models.Model) -> Iterator[Use]:
    for relation in type(term)._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel | models.ManyToManyRel):
            continue
        if (
            relation.related_model._meta.auto_created
        ):  # the hidden table of a many-to-many link, told by the link
            continue
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete is models.CASCADE:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: term}).order_by("pk")
        for row in rows[: NAMED + 1]:
            yield Use.by(row)


def told(term: models.Model, uses: list[Use]) -> str:
    """Why `term` can't be deleted, and where it is used."""
    places = format_html_join(
        "",
        "<li>{}</li>",
        (
            (format_html('<a href="{}">{}</a>', use.link, use.what) if use.link else use.what,)
            for use in uses[:NAMED]
        ),
    )
    more = format_html("<li>{}</li>", "and more") if len(uses) > NAMED else ""
    return format_html(
        "“{}” is in use, so it can’t be deleted. Change these first:<ul>{}{}</ul>", term, places, more
    )


def refuse_when_used(sender: Any, instance: models.Model, **kwargs: Any) -> None:
    """Before any deletion, one by one or in bulk, in the admin or in code. Raises InUse."""
    if uses := list(islice(uses_of(instance), NAMED + 1)):
        raise InUse(instance, uses)


def protect(*terms: type[models.Model]) -> None:
    """Rows of these models can only be deleted when nothing uses them."""
    for model in terms:
        pre_delete.connect(refuse_when_used, sender=model, dispatch_uid=f"in-use-{model._meta.label}")
