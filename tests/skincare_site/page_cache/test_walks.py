"""A random walk: whatever staff do, whoever asks and whatever the hour, the answer is the one Django would give without
a cache."""

import datetime
import random

import pytest
from django.db.models import F
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.face.models import Face
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import LayName, Symptom
from tests.builders import make_article, make_tip
from tests.skincare_site.page_cache.asking import ask

STEPS = 90
SECRET = "Not for everybody"


def one(rng: random.Random, rows):
    return rng.choice(list(rows.order_by("pk")))


def edit(rng: random.Random, number: int) -> None:
    words = f"Words {number}"
    soon = timezone.now() + datetime.timedelta(minutes=rng.choice([-20, 0, 20]))
    match rng.randrange(12):
        case 0:
            Article.objects.filter(pk=one(rng, Article.objects.visible()).pk).update(title=words)
        case 1:
            tip = one(rng, CareTip.objects.visible())
            tip.why = words
            tip.save()
        case 2:
            RedFlagCard.objects.filter(level=rng.choice(["urgent", "emergency"])).update(lines=words)
        case 3:
            Clinic.objects.filter(pk=one(rng, Clinic.objects).pk).update(directions=words)
        case 4:
            OpeningHours.objects.filter(pk=one(rng, OpeningHours.objects).pk).delete()
        case 5:
            symptom = one(rng, Symptom.objects)
            LayName.objects.create(phrase=words.lower(), symptom=symptom, kind="also_called")
        case 6:
            Face(tagline=words).save()
        case 7:
            one(rng, Article.objects.visible()).symptoms.set([one(rng, Symptom.objects)])
        case 8:
            make_tip(title=words) if rng.random() < 0.5 else make_article(title=SECRET, status=Status.DRAFT)
        case 9:
            page = one(rng, Article.objects.visible())
            Article.objects.filter(pk=page.pk).update(revision=F("revision") + 1, status=Status.ARCHIVED)
        case 10:
            make_article(title=words, publish_at=soon)
        case 11:
            page = one(rng, Article.objects.visible())
            Article.objects.filter(pk=page.pk).update(expires_at=soon)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_answer_is_djangos_and_no_draft_is_ever_seen(site, clock, admin_user, client, seed):
    rng = random.Random(seed)
    client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    fixed = [
        "/",
        "/articles/",
        "/aftercare/",
        "/symptoms/",
        "/clinics/",
        "/recovery/microneedling/",
        "/sw.js",
        "/offline/",
    ]
    served = 0
    for number in range(STEPS):
        if rng.random() < 0.5:
            edit(rng, number)
            site.edited()
        if rng.random() < 0.3:
            clock.pass_to(clock.at + datetime.timedelta(minutes=rng.choice([1, 30])))
        pages = [page.get_absolute_url() for model in (Article, CareTip) for page in model.objects.all()]
        address = rng.choice([*fixed, rng.choice(pages), one(rng, Symptom.objects).get_absolute_url()])
        if rng.random() < 0.3:  # staff see drafts and bars; nothing of that may stay
            site.ask(address, cookie=cookie)
        before = site.made
        answer, wanted = site.ask(address), ask(site.django, address)
        assert (answer.status, answer.body) == (wanted.status, wanted.body), (number, address)
        assert SECRET not in answer.text
        served += site.made == before
    assert served >= 5, served
