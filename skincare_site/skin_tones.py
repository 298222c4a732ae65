"""Skin tones at a glance: pages that speak of colour on one skin only, and which tones the pictures cover."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from skincare_site.images.models import SkinTone
from skincare_site.publishing.rules import Reading, Shared, rules
from skincare_site.symptoms.models import Symptom, SymptomPage

from .reports import Kinds, Row, kinds_of, texts

COLOUR_RULE = "A2"  # docs/editorial-rules.md: a colour word without a brown-and-black-skin sentence
TONES = [
    SkinTone.WHITE,
    SkinTone.LIGHT_BROWN,
    SkinTone.BROWN,
    SkinTone.BLACK,
    SkinTone.SEVERAL,
    SkinTone.DRAWING,
]
OF_COLOUR = {SkinTone.BROWN, SkinTone.BLACK, SkinTone.SEVERAL}


@dataclass(frozen=True)
class Coverage:
    """The pictures of one symptom: how many show each tone, in the order of `TONES`."""

    symptom: Symptom
    counts: list[int]
    said: str


@dataclass(frozen=True)
class Board:
    one_skin_only: list[Row]
    read: int  # pages looked at
    covered: list[Coverage]  # symptoms with a picture
    bare: list[Symptom]  # symptoms without one


def _in_words(tones: Counter[str]) -> str:
    people = {tone for tone in tones if tone not in (SkinTone.DRAWING, SkinTone.NOT_A_PERSON, "")}
    if not people:
        return "Drawings only."
    if not people & OF_COLOUR:
        return "Brown and black skin are missing."
    if people <= OF_COLOUR and SkinTone.SEVERAL not in people:
        return "White skin is missing." if people >= {SkinTone.BROWN, SkinTone.BLACK} else "One tone only."
    return "Several tones."


def board(kinds: Kinds) -> Board:
    """The newest text of every page, read once."""
    rule = next((rule for rule in rules() if rule.code == COLOUR_RULE), None)
    newest = {(type(page), page.pk): page for page in texts(kinds)}
    shared = Shared()
    rows: list[Row] = []
    shown: dict[int, dict[int, str]] = {}  # symptom → picture → its tone
    for page in newest.values():
        reading = Reading(page, shared)
        for finding in rule.findings(reading) if rule else ():
            rows.append(Row(page, finding.field, finding.sentence, finding.quote, finding))
        pictures: list[Any] = [picture for _field, picture in reading.pictures if picture.may_be_shown]
        if pictures and isinstance(page, SymptomPage):
            for key in page.symptom_ids():
                shown.setdefault(key, {}).update({each.pk: each.skin_tone for each in pictures})
    covered, bare = [], []
    for symptom in Symptom.objects.all():
        tones = Counter(shown.get(symptom.pk, {}).values())
        if tones:
            covered.append(Coverage(symptom, [tones[tone] for tone in TONES], _in_words(tones)))
        else:
            bare.append(symptom)
    return Board(rows, len(newest), covered, bare)


@require_safe
def skin_tones(request: HttpRequest) -> HttpResponse:
    """`/admin/reports/skin-tones/`"""
    context = {
        **admin.site.each_context(request),
        "title": "Skin tones",
        "board": board(kinds_of(request)),
        "tones": [tone.label for tone in TONES],
    }
    return TemplateResponse(request, "admin/reports/skin_tones.html", context)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    return [path("reports/skin-tones/", site.admin_view(skin_tones), name="skin_tones_report")]
