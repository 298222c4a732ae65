"""Reports over all content: what the content checks find, broken links, pages that contradict each other.

Each reads every page once, the newest text of each: a draft beside a public page is read too.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from skincare_site.clinics.models import RedFlagCard
from skincare_site.publishing.contradictions import Claim, Contradiction, contradictions
from skincare_site.publishing.models import Publishable, kinds_for
from skincare_site.publishing.passages import Passage
from skincare_site.publishing.rules import Finding, Rule, Shared, findings_of, rules
from skincare_site.publishing.rules.links import broken_links
from skincare_site.publishing.workflow import Status
from skincare_site.seo.languages import as_content

PER_PAGE = 100

Kinds = list[type[Publishable]]


@dataclass(frozen=True)
class Row:
    """One place in the content: the page, the form's field, and what is said about it."""

    page: Any
    field: str
    sentence: str
    quote: str
    finding: Finding | None = None

    @property
    def kind(self) -> str:
        return str(self.page._meta.verbose_name)

    @property
    def is_draft(self) -> bool:
        return bool(self.page.is_draft_copy)

    @property
    def link(self) -> str:
        return change_link(self.page, self.field)

    @property
    def label(self) -> str:
        return label_of(self.page, self.field)


def change_link(page: Any, field: str) -> str:
    meta = page._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[page.pk]) + f"#id_{field}"


def label_of(page: Any, field: str) -> str:
    try:
        return capfirst(str(page._meta.get_field(field).verbose_name))
    except FieldDoesNotExist:
        return capfirst(field)


def texts(kinds: Kinds) -> Iterator[Any]:
    """The text of every page and the draft beside it, by kind and title; archived pages are left out."""
    for model in kinds:
        near = [
            field.name for field in model._meta.fields if field.many_to_one and field.name != "updated_by"
        ]
        rows = model._default_manager.exclude(status=Status.ARCHIVED).select_related(*near)
        for page in rows.order_by("title", "pk"):
            yield page
            if page.draft_id is not None:
                yield page.newest()


class CardText:
    """A shared red-flag card, read like a page: its numbers stand beside every explainer."""

    is_draft_copy = False

    def __init__(self, card: RedFlagCard) -> None:
        self.card = card
        self.pk, self._meta, self.title = card.pk, card._meta, f"Red flags: {card}"

    def get_absolute_url(self) -> str:
        return f"{reverse('clinics:index')}#call-{self.card.level}"

    def passages(self) -> list[Passage]:
        return [
            Passage("lines", "Lines", "line", line, lead=as_content(self.card.heading))
            for line in self.card.line_list
        ]


def newest_texts(kinds: Kinds) -> Iterator[Any]:
    """One text a page, the draft where there is one: numbers are compared as they will be. Then the red flags."""
    newest: dict[Any, Any] = {(type(page), page.pk): page for page in texts(kinds)}
    yield from newest.values()
    yield from map(CardText, RedFlagCard.objects.all())


def content_rows(kinds: Kinds) -> list[Row]:
    """Everything the rules find, what blocks first; what a draft shares with its public text is told once."""
    found, told = [], set()
    for page, findings in findings_of(texts(kinds)):
        for finding in findings:
            same = (type(page), page.pk, finding.code, finding.field, finding.quote or finding.sentence)
            if same not in told:
                told.add(same)
                found.append(Row(page, finding.field, finding.sentence, finding.quote, finding))
    order = {rule.code: number for number, rule in enumerate(rules())}
    return sorted(found, key=lambda row: order[row.finding.code] if row.finding else 0)


def link_rows(kinds: Kinds) -> list[Row]:
    """Every link that leads nowhere, or to a page that patients can't read."""
    shared = Shared()
    found = [(page, hit) for page in texts(kinds) for hit in broken_links(page, shared)]
    rows = {
        (type(page), page.pk, hit.field, hit.quote, hit.sentence): (page, hit)
        for page, hit in reversed(found)
    }
    return [Row(page, hit.field, hit.sentence, hit.quote) for page, hit in reversed(rows.values())]


# The pages in the admin.


def kinds_of(request: HttpRequest) -> Kinds:
    """The kinds this person may look at. Raises PermissionDenied when there are none."""
    if kinds := kinds_for(request.user):
        return kinds
    raise PermissionDenied


def _context(request: HttpRequest, title: str, **values: Any) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, **values}


@require_safe
def content(request: HttpRequest) -> HttpResponse:
    """`/admin/reports/content/?rule=B7&kind=article`: what the content checks find."""
    kinds = kinds_of(request)
    rows = content_rows(kinds)
    known: list[Rule] = list({rule.code: rule for rule in rules()}.values())
    wanted_kind = next((kind for kind in kinds if kind.search_kind == request.GET.get("kind")), None)
    if wanted_kind:
        rows = [row for row in rows if type(row.page) is wanted_kind]
    counts = Counter(row.finding.code for row in rows if row.finding)
    wanted = next((rule for rule in known if rule.code == request.GET.get("rule")), None)
    shown = [row for row in rows if row.finding and row.finding.code == wanted.code] if wanted else rows
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = _context(
        request,
        "Content checks",
        rows=page,
        groups=[
            (rule, [row for row in page if row.finding and row.finding.code == rule.code]) for rule in known
        ],
        pages=page.paginator.get_elided_page_range(page.number) if page.paginator.num_pages > 1 else [],
        rules=[(rule, counts[rule.code]) for rule in known if counts[rule.code] or rule == wanted],
        all_rules=len(known),
        kinds=[
            (kind.search_kind, str(kind._meta.verbose_name_plural), kind is wanted_kind) for kind in kinds
        ],
        wanted=wanted,
        wanted_kind=wanted_kind.search_kind if wanted_kind else "",
        total=len(rows),
        blocking=sum(row.finding.blocks for row in rows if row.finding),
    )
    return TemplateResponse(request, "admin/reports/content.html", context)


@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """`/admin/reports/links/`: links of our pages that lead nowhere."""
    context = _context(request, "Broken links", rows=link_rows(kinds_of(request)))
    return TemplateResponse(request, "admin/reports/links.html", context)


SHOWN = 3  # pages of one side that are seen at once

Told = tuple[Claim, str, str]  # the claim, the name of its field, the link to its form


@dataclass(frozen=True)
class Side:
    """One of the two numbers, with every page that gives it."""

    value: str
    first: list[Told]
    rest: list[Told]


def _side(claims: list[Claim]) -> Side:
    told = [
        (claim, label_of(claim.page, claim.field), change_link(claim.page, claim.field)) for claim in claims
    ]
    return Side(claims[0].in_words, told[:SHOWN], told[SHOWN:])


@require_safe
def contradicting(request: HttpRequest) -> HttpResponse:
    """`/admin/reports/contradictions/`: two numbers for one thing, side by side."""
    found: list[Contradiction] = contradictions(newest_texts(kinds_of(request)))
    pairs = [(pair.topic, [_side(pair.left), _side(pair.right)]) for pair in found]
    return TemplateResponse(
        request, "admin/reports/contradictions.html", _context(request, "Contradictions", pairs=pairs)
    )


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Addresses under `/admin/`."""
    return [
        path("reports/content/", site.admin_view(content), name="content_report"),
        path("reports/links/", site.admin_view(links), name="links_report"),
        path("reports/contradictions/", site.admin_view(contradicting), name="contradictions_report"),
    ]
