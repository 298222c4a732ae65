"""JSON-LD (schema.org) from plain values. Says only what is true of a page, and says it in few bytes.

This room knows no model of ours: what a thing must have is written down as protocols.
"""

import datetime
import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

from .languages import content_language, interface_language

Data = dict[str, Any]

CONTEXT = "https://schema.org"
# JSON knows these escapes, and HTML sees none of the characters.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class Condition(Protocol):
    name: str
    medical_name: str


class Named(Protocol):
    name: str


class Person(Protocol):
    name: str
    role: str


class Reviewed(Protocol):
    reviewed_on: datetime.date | None
    reviewer: Person | None


class Hours(Protocol):
    weekday: int  # 0 is Monday
    opens: datetime.time
    closes: datetime.time


class Place(Protocol):
    name: str
    street: str
    city: str
    province: str
    postal_code: str
    phone: str
    is_example: bool


def script(data: Data) -> SafeString:
    """A data block, which no browser runs. `<`, `>` and `&` are escaped: no text can close it."""
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(ESCAPES)}</script>')


def medical_page(
    address: str,
    name: str,
    description: str,
    about: Condition | None = None,
    procedure: Named | None = None,
    also_called: Iterable[str] = (),
    review: Reviewed | None = None,
) -> Data:
    """A page for patients about a symptom, or else about a treatment.

    `lastReviewed` and `reviewedBy` only where a clinician has reviewed it: an unchecked starter text has neither.
    """
    page: Data = {
        "@type": "MedicalWebPage",
        "url": address,
        "name": name,
        "description": description,
        "inLanguage": content_language(),
        "audience": {"@type": "Patient"},
    }
    if about is not None:
        # Signs, symptoms and infections alike: schema.org's "condition" is the word that is true of all.
        page["about"] = {"@type": "MedicalCondition", "name": about.name}
        names = dict.fromkeys(filter(None, [about.medical_name, *also_called]))
        if others := [other for other in names if other.casefold() != about.name.casefold()]:
            page["about"]["alternateName"] = others
    elif procedure is not None:
        page["about"] = {"@type": "MedicalProcedure", "name": procedure.name}
    if review is not None and review.reviewed_on is not None:
        page["lastReviewed"] = review.reviewed_on.isoformat()
        if review.reviewer is not None:
            page["reviewedBy"] = {
                "@type": "Person",
                "name": review.reviewer.name,
                "jobTitle": review.reviewer.role,
            }
    return page


def breadcrumbs(steps: Iterable[tuple[str | Promise, str]]) -> Data:
    """(name, absolute address) from the front page down; the page itself last, with the address ""."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": str(name),
                **({"item": address} if address else {}),
            }
            for number, (name, address) in enumerate(steps, start=1)
        ],
    }


def _hours(rows: Iterable[Hours]) -> list[Data]:
    """One entry for each pair of times, with all its weekdays."""
    in_order = sorted(rows, key=lambda row: (row.opens, row.closes, row.weekday))
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [WEEKDAYS[row.weekday] for row in same],
            "opens": f"{opens:%H:%M}",
            "closes": f"{closes:%H:%M}",
        }
        for (opens, closes), same in groupby(in_order, key=lambda row: (row.opens, row.closes))
    ]


def clinic(address: str, place: Place, hours: Iterable[Hours]) -> Data | None:
    """A clinic with phone and hours; None while its details are an example: they lead nowhere."""
    if place.is_example:
        return None
    return {
        "@type": "MedicalClinic",
        "url": address,
        "name": place.name,
        "telephone": place.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.street,
            "addressLocality": place.city,
            "addressRegion": place.province,
            "postalCode": place.postal_code,
            "addressCountry": "CA",
        },
        "openingHoursSpecification": _hours(hours),
    }


def site(address: str, name: str) -> Data:
    """The site itself. No SearchAction: docs/decisions/0009-found-and-offline.md says why."""
    return {
        "@type": "WebSite",
        "url": address,
        "name": name,
        "inLanguage": list(dict.fromkeys([interface_language(), content_language()])),
    }
