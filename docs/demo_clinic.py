"""A clinic in the middle of its day, for the screenshots: three people, pages in every state, questions asked.

Only for the scratch site of docs/screenshots.py. Needs Django set up and the starter content loaded.
"""

import datetime
import hashlib
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.records import Version
from skincare_site.search.models import AskedDay, AskedPhrase
from skincare_site.symptoms.models import Symptom, Treatment

STAFF = {
    "ana": ("Ana", "Silva", "Author"),
    "rita": ("Rita", "Roy", "Clinical reviewer"),
    "pat": ("Pat", "Lee", "Publisher"),
}
ASKED = {"shiny forehead": (9, 5), "grainy bits on my chin": (7, 4), "can i fly": (6, 3)}  # searches, days
FEEL = (
    "<p>Your skin can feel smooth and look shiny. It does not hurt. The shine looks the same on white, "
    "brown and black skin.</p>"
)
WITH_FAULTS = (
    "<p>Your cheeks can feel warm in the evening. It is normal to look a little red for a few days, and a cool "
    "wrapped pack on the cheeks before you go to bed usually makes them feel much better by the next morning.</p>"
)


def fill(password: str) -> None:
    """Make the people, all with this password, and what they did so far."""
    people = {name: _person(name, password) for name in STAFF}
    Reviewer.objects.create(name="Rita Roy", role="Registered nurse", account=people["rita"])
    ana, rita, pat = people["ana"], people["rita"], people["pat"]

    _explainer("Warm cheeks in the evening", "redness", ana, what_it_is=WITH_FAULTS, call_lines="")
    acts.move(_explainer("Shiny skin in the first week", "dryness", ana), "submit", ana)

    in_days = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + datetime.timedelta(3)
    planned = _explainer("Shiny skin under make-up", "dryness", ana, publish_at=in_days)
    for move, who in (("submit", ana), ("sign_off", rita), ("publish", pat)):
        acts.move(planned, move, who)

    _planned_change("itching", "Mild itching usually fades in 1 to 4 days.", in_days, people)
    peeling = Article.objects.get(slug="peeling")
    _save(peeling, ana, "Shorter first sentence", summary="Light peeling usually starts on day 2 or 3.")
    _save(
        peeling, rita, "“usually settles”, as on the sheet", summary="Light peeling usually settles by day 7."
    )
    _questions()


def somebody_else_saves(title: str) -> None:
    """A save by Rita, while somebody else has the form open."""
    rita = get_user_model().objects.get(username="rita")
    _save(Article.objects.get(title=title), rita, "", summary="It usually settles by itself within 3 days.")


def key_of(title: str) -> int:
    """The key of the page with this title, for its address in the admin."""
    return Article.objects.get(title=title).pk


def name_of(symptom: str) -> str:
    return Symptom.objects.get(slug=symptom).name


def _person(name: str, password: str) -> Any:
    first, last, group = STAFF[name]
    person = get_user_model().objects.create_user(
        name, password=password, is_staff=True, first_name=first, last_name=last
    )
    person.groups.add(Group.objects.get(name=group))
    return person


def _explainer(title: str, symptom: str, by: Any, **values: Any) -> Article:
    page = Article.objects.create(
        **{
            "title": title,
            "slug": title.lower().replace(" ", "-"),
            "treatment": Treatment.objects.get(slug="microneedling"),
            "main_symptom": Symptom.objects.get(slug=symptom),
            "summary": "It usually settles by itself within a week.",
            "what_it_is": FEEL,
            "call_lines": "it is still there after day 14",
            "starts_day": 0,
            "strongest_from_day": 1,
            "strongest_to_day": 2,
            "settles_from_day": 3,
            "settles_to_day": 7,
            "call_after_day": 14,
            **values,
        }
    )
    acts.first_version(page, by, Version.Kept.SAVED)
    return page


def _save(page: Article, by: Any, note: str, **values: Any) -> None:
    page.refresh_from_db()
    acts.keep_text(page, {**acts.newest_values(page), **values}, by, note)


def _planned_change(slug: str, summary: str, at: datetime.datetime, people: dict[str, Any]) -> None:
    """A new text beside a public page, signed, that goes live by itself."""
    page = Article.objects.get(slug=slug)
    values = {"summary": summary, "publish_at": at.astimezone(datetime.UTC).isoformat()}
    _save(page, people["ana"], "Days as on the sheet", **values)
    for move, who in (("submit", "ana"), ("sign_off", "rita"), ("publish", "pat")):
        acts.move(page, move, people[who])


def _questions() -> None:
    today = timezone.localdate()
    for text, (searches, days) in ASKED.items():
        phrase = AskedPhrase.objects.create(
            key=hashlib.sha256(text.encode()).hexdigest(), text=text, last_asked=today
        )
        for day in range(days):
            count = searches // days + (day < searches % days)
            AskedDay.objects.create(phrase=phrase, day=today - datetime.timedelta(day), searches=count)
