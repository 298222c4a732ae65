"""One-line builders with sensible values; a test names only what it is about."""

import datetime
import itertools

from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing import acts
from skincare_site.publishing.models import Reviewer
from skincare_site.publishing.records import SignOff, about
from skincare_site.publishing.texts import digest_of, values_of
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import LayName, Symptom, Treatment

_numbers = itertools.count(1)


def make_treatment(**values) -> Treatment:
    number = next(_numbers)
    return Treatment.objects.create(
        **{"name": f"Treatment {number}", "slug": f"treatment-{number}", **values}
    )


def make_symptom(*phrases: str, **values) -> Symptom:
    number = next(_numbers)
    symptom = Symptom.objects.create(
        **{
            "name": f"Symptom {number}",
            "slug": f"symptom-{number}",
            "patient_words": f"I have it {number}",
            **values,
        }
    )
    for phrase in phrases:
        LayName.objects.create(phrase=phrase, symptom=symptom)
    return symptom


def make_reviewer(**values) -> Reviewer:
    return Reviewer.objects.create(**{"name": "Dana Roy", "role": "Registered nurse", **values})


def _page(values: dict) -> dict:
    number = next(_numbers)
    made = {"title": f"Page {number}", "slug": f"page-{number}", "status": Status.PUBLISHED, **values}
    if made["status"] == Status.PUBLISHED:
        made.setdefault("publish_at", timezone.now() - datetime.timedelta(days=1))
        if not made.get("is_starter"):
            made.setdefault("live_digest", "being made")
    if "treatment" not in made:
        made["treatment"] = Treatment.objects.order_by("pk").first() or make_treatment()
    return made


def _signed(page):
    """The page as it is after a clinician signed exactly this text; a published one was."""
    if page.live_digest == "being made":
        page.live_digest = page.signed_digest = digest_of(type(page), values_of(page))
        page.save(update_fields=["live_digest", "signed_digest"])
    return page


def sign(page):
    """A sign-off of the newest text of `page`, as it stands."""
    values = acts.newest_values(page)
    page.signed_digest = digest_of(type(page), values)
    page.save(update_fields=["signed_digest"])
    reviewer = Reviewer.objects.first() or make_reviewer()
    SignOff.objects.create(**about(page), digest=page.signed_digest, reviewer=reviewer)
    return page


def ready_to_publish(page):
    """A complete page as it is after review: signed off, with the clinician's name and dates."""
    page.reviewer, page.reviewed_on = make_reviewer(), timezone.localdate()
    page.status = Status.SIGNED_OFF
    page.save()
    return sign(page)


def make_article(symptoms=(), **values) -> Article:
    article = Article.objects.create(
        **_page(
            {
                "summary": "It settles by itself.",
                "what_it_is": "<p>Plain words.</p>",
                "call_lines": "it is still there after day 7",
                "starts_day": 0,
                "call_after_day": 7,
                **values,
            }
        )
    )
    article.symptoms.set(symptoms)
    return _signed(article)


def make_tip(symptoms=(), **values) -> CareTip:
    tip = CareTip.objects.create(**_page({"why": "It helps.", "text": "<p>Plain words.</p>", **values}))
    tip.symptoms.set(symptoms)
    return _signed(tip)
