"""Four people save the same page at once: one wins, three are told, and no text is lost."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse

from articles.models import Article
from skincare_site.publishing.models import OpenForm  # noqa: F401  the models are loaded before the threads start
from skincare_site.publishing.records import Version
from skincare_site.publishing.workflow import Status
from tests.admin_forms import posted
from tests.builders import make_article, make_symptom, make_treatment

ROUNDS, PEOPLE = 15, 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", [Status.DRAFT, Status.PUBLISHED])
def test_racing_stale_saves_have_one_winner_each_round_and_every_text_is_kept(status, settings):
    settings.SEARCH_FLUSH_SECONDS = None
    page = make_article(status=status, main_symptom=make_symptom(), treatment=make_treatment())
    people = [User.objects.create_superuser(f"editor-{number}") for number in range(PEOPLE)]
    clients = [Client() for _person in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    address = reverse("admin:articles_article_change", args=[page.pk])
    for number in range(ROUNDS):
        form = posted(clients[0].get(address))
        answers = [None] * PEOPLE
        start = threading.Barrier(PEOPLE)

        def save(who, number=number, form=form, answers=answers, start=start):
            try:
                start.wait(10)
                text = f"Round {number}, editor {who}."
                answers[who] = clients[who].post(address, {**form, "summary": text})
            finally:
                connection.close()

        threads = [threading.Thread(target=save, args=[who]) for who in range(PEOPLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 200, 200, 302], f"round {number}"
        page.refresh_from_db()
        winner = next(who for who, answer in enumerate(answers) if answer.status_code == 302)
        assert page.newest().summary == f"Round {number}, editor {winner}."
        kept = Version.objects.about(page)
        for who, answer in enumerate(answers):
            text = f"Round {number}, editor {who}."
            assert kept.filter(values__summary=text).count() == 1
            if who != winner:
                shown = answer.content.decode()
                assert "saved this page at" in shown
                assert text in shown  # still in the box
                assert kept.get(values__summary=text).kept == Version.Kept.CONFLICT
    assert Version.objects.about(page).filter(kept=Version.Kept.CONFLICT).count() == ROUNDS * (PEOPLE - 1)


@pytest.mark.django_db
def test_a_second_tab_sees_both_texts_and_can_then_save_its_own(client, admin_user):
    client.force_login(admin_user)
    page = make_article(status=Status.DRAFT, summary="It settles in 3 days.")
    address = reverse("admin:articles_article_change", args=[page.pk])
    first, second = posted(client.get(address)), posted(client.get(address))
    client.post(address, {**first, "summary": "It settles in 4 days."})

    refused = client.post(address, {**second, "summary": "It settles in 5 days.", "title": ""})
    shown = refused.content.decode()
    again = client.post(
        address, {**second, "summary": "It settles in 5 days.", "_revision": refused.context["revision"]}
    )

    assert refused.status_code == 200
    assert "Nothing of yours is lost" in shown
    assert "<del>" in shown
    assert "4" in shown
    assert again.status_code == 302
    page.refresh_from_db()
    assert page.summary == "It settles in 5 days."
    assert Version.objects.about(page).filter(values__summary="It settles in 4 days.").exists()


@pytest.mark.django_db
def test_a_form_without_its_revision_is_refused(client, admin_user):
    client.force_login(admin_user)
    page = make_article(status=Status.DRAFT, summary="As it was.")
    address = reverse("admin:articles_article_change", args=[page.pk])
    form = {name: value for name, value in posted(client.get(address)).items() if name != "_revision"}

    answer = client.post(address, {**form, "summary": "From nowhere."})

    assert answer.status_code == 200
    assert Article.objects.get(pk=page.pk).summary == "As it was."
