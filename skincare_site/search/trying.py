"""Trying a patient's words: where a page comes, why, and what beats it. Plain data and plain sentences, no HTML."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.humanize.templatetags.humanize import ordinal

from skincare_site.symptoms.models import LayName, Symptom, SymptomPage

from .find import Found, Hit, find
from .kept import FIRST

LOOKED_AT = 100  # pages of the answer; what stands behind them no patient reaches
SHOWN_AHEAD = 5

KINDS = {
    "name": "its own name",
    LayName.Kind.ALSO_CALLED: "also called",
    LayName.Kind.PEOPLE_TYPE: "people type it",
    LayName.Kind.BRAND: "brand",
    LayName.Kind.MISSPELLING: "misspelling",
    LayName.Kind.OTHER_LANGUAGE: "other language",
}


def as_dict(found: Found) -> dict[str, Any]:
    """Everything there is to tell about an answer, as plain data."""
    words = {word.position: word.typed or word.text for word in found.question.words}
    return {
        "text": found.question.text,
        "answer": found.answer,
        "day": found.question.day,
        "corrections": found.question.corrections,
        "negated": [word.text for word in found.question.words if word.negated],
        "danger": found.danger,
        "danger_phrases": found.danger_phrases,
        "symptoms": [
            {
                "slug": one.symptom.slug,
                "name": one.symptom.name,
                "score": round(one.score, 4),
                "phrase": one.match.phrase.text,
                "kind": one.match.phrase.kind,
                "full": one.match.full,
                "words": [words[place] for place in sorted(one.match.positions) if place in words],
                "factor": round(one.factor, 4),
            }
            for one in found.recognised
        ],
        "hits": [
            {
                "kind": hit.kind,
                "slug": hit.thing.slug,
                "symptoms": hit.symptom_slugs,
                "score": round(hit.ranked.score, 4),
                "reasons": {name: round(value, 4) for name, value in hit.ranked.reasons.items()},
            }
            for hit in found.hits
        ],
        "total": found.total,
    }


@dataclass(frozen=True)
class Reason:
    """One thing that counted, in words, and how much."""

    text: str
    weight: float

    @property
    def signed(self) -> str:
        return f"{self.weight:+.2f}"


@dataclass(frozen=True)
class Line:
    """A listed page: its place, why it stands there."""

    place: int
    hit: Hit
    reasons: list[Reason]

    @property
    def ordinal(self) -> str:
        return str(ordinal(self.place))

    @property
    def is_promoted(self) -> bool:
        return "promoted" in self.hit.ranked.reasons


@dataclass(frozen=True)
class Ahead:
    """A page that beats the tried one, and what it has more."""

    line: Line
    because: list[str]


@dataclass
class Tried:
    """What a phrase leads to, seen from one page or one symptom."""

    found: Found
    told: dict[str, Any]
    lines: list[Line]
    understood: list[str]
    page: SymptomPage | None = None
    page_line: Line | None = None
    ahead: list[Ahead] = field(default_factory=list)
    not_listed: str = ""
    symptom: Symptom | None = None
    symptom_place: int = 0  # among the recognised; 0: not recognised
    symptom_page_place: int = 0  # of the first page about it; 0: none listed

    @property
    def passes(self) -> bool:
        """Whether the phrase, kept as a check of the symptom, would pass."""
        return bool(self.symptom_place) and 1 <= self.symptom_page_place <= FIRST


def try_words(
    phrase: str, *, at: datetime.datetime, page: SymptomPage | None = None, symptom: Symptom | None = None
) -> Tried:
    """Ask `phrase` as a patient would at the moment `at`, and look from `page` and from `symptom`."""
    found = find(phrase, at=at, size=LOOKED_AT)
    told = as_dict(found)
    lines = [Line(place, hit, reasons(hit, found)) for place, hit in enumerate(found.hits, 1)]
    tried = Tried(found, told, lines, understood(told), page=page, symptom=symptom)
    if page is not None:
        tried.page_line = next((line for line in lines if line.hit.thing == page), None)
        if tried.page_line is None:
            tried.not_listed = _why_not_listed(page, found, at)
        else:
            mine = tried.page_line
            tried.ahead = [Ahead(line, beats(line, mine, found)) for line in lines[: mine.place - 1]]
    if symptom is not None:
        keys = [one.symptom.pk for one in found.recognised]
        tried.symptom_place = keys.index(symptom.pk) + 1 if symptom.pk in keys else 0
        tried.symptom_page_place = next(
            (line.place for line in lines if symptom.slug in line.hit.symptom_slugs), 0
        )
    return tried


def understood(told: dict[str, Any]) -> list[str]:
    """One sentence for each recognised symptom: because of which wording, and what counts against it."""
    sentences = []
    for row in told["symptoms"]:
        kind = KINDS.get(row["kind"], row["kind"])
        part = "" if row["full"] else ", of which only a part was typed"
        sentence = f"{row['name']}, because of the wording “{row['phrase']}” ({kind}){part}"
        if row["words"]:
            sentence += f"; matched: {_quoted(row['words'])}"
        if row["factor"] < 1:
            sentence += f"; other words in the question lower it to {row['factor']:.0%}"
        sentences.append(f"{sentence}.")
    return sentences


def reasons(hit: Hit, found: Found) -> list[Reason]:
    """What counted for and against a listed page, the heaviest first."""
    ordered = sorted(hit.ranked.reasons.items(), key=lambda row: (-row[1], row[0]))
    return [Reason(_words_for(name, hit, found), value) for name, value in ordered if round(value, 2)]


def _words_for(name: str, hit: Hit, found: Found) -> str:
    symptom = next((one for one in found.symptoms if one.slug == name), None)
    if symptom is not None:
        if hit.thing.main_symptom_id != symptom.pk:
            return f"it also helps with {symptom.name}"
        if hit.thing.search_leads:
            return f"it is the {hit.thing._meta.verbose_name} about {symptom.name}"
        return f"it is mainly about {symptom.name}"
    if name == "promoted":
        return f"promoted by staff for {found.symptoms[0].name}"
    if name == "day":
        return (
            f"it {'holds' if hit.ranked.reasons[name] > 0 else 'does not hold'} on day {found.question.day}"
        )
    entry = hit.ranked.entry
    text = entry.title_stems if name == "title" else f"{entry.title_stems}{entry.body_stems}"
    shared = [
        word.text
        for word in found.question.words
        if not (word.is_stop or word.is_negation or word.negated) and f" {word.root} " in text
    ]
    where = {"title": "title", "text": "text"}.get(name)
    if where is None:
        return name
    return f"its {where} has {_quoted(shared)}" if shared else f"its {where} has the words asked for"


def beats(other: Line, mine: Line, found: Found) -> list[str]:
    """What `other` has more than `mine`, the biggest difference first."""
    theirs, ours = other.hit.ranked.reasons, mine.hit.ranked.reasons
    more = {name: theirs.get(name, 0) - ours.get(name, 0) for name in (*theirs, *ours)}
    sentences = []
    for name, gain in sorted(more.items(), key=lambda row: (-row[1], row[0])):
        if round(gain, 2) <= 0:
            continue
        if name in theirs:
            words = _words_for(name, other.hit, found)
            sentences.append(f"{words} ({theirs[name]:+.2f}, your page {ours.get(name, 0):+.2f})")
        else:
            words = _words_for(name, mine.hit, found)
            sentences.append(f"of your page: {words} ({ours[name]:+.2f})")
    return sentences or ["both count nearly the same"]


def _why_not_listed(page: SymptomPage, found: Found, at: datetime.datetime) -> str:
    if not page.is_visible(at):
        return "It is not public now, so no patient can find it."
    if found.total > len(found.hits):
        return f"It does not stand among the first {LOOKED_AT} pages."
    about = page.all_symptoms()
    if not found.recognised:
        return "No symptom was understood, and the page itself has too few of these words."
    names = ", ".join(symptom.name for symptom in found.symptoms)
    if not about:
        return f"Understood was: {names}. The page has no symptom."
    own = ", ".join(symptom.name for symptom in about)
    return f"Understood was: {names}. The page is about: {own}."


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))
