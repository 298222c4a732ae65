"""Puts hostile texts into every text field by every road they could come, and says which addresses show them."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.clinics.models import Clinic, RedFlagCard
from skincare_site.face.models import Face
from skincare_site.images.models import Picture
from skincare_site.publishing.models import PreviewLink, Reviewer, Source
from skincare_site.publishing.records import about
from skincare_site.richtext.fields import RichTextField
from skincare_site.search.models import AskedPhrase, KeptPhrase
from skincare_site.symptoms.models import DangerSign, LayName, NeverSuggested, Symptom, Treatment
from tests.admin_forms import posted
from tests.builders import make_article, make_symptom, make_tip

# Never typed by anybody: worked out, or chosen from a list.
NOT_TYPED = {"status", "draft_status", "signed_digest", "live_digest", "digest", "language", "accent", "level", "drawing", "file", "password", "username"}  # fmt: skip


class Feeder:
    """The texts in turn, round and round: the next one that fits."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts
        self._turns: dict[int | None, Iterator[str]] = {}
        self.given: set[str] = set()

    def next(self, longest: int | None = None) -> str:
        if longest not in self._turns:
            fitting = [text for text in self._texts if longest is None or len(text) <= longest]
            self._turns[longest] = itertools.cycle(fitting or [text[:longest] for text in self._texts])
        text = next(self._turns[longest])
        self.given.add(text)
        return text


def typed_fields(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not field.choices
        and field.name not in NOT_TYPED
    ]


def _values(model: type[models.Model], feed: Feeder) -> dict[str, str]:
    values = {}
    for field in typed_fields(model):
        text = feed.next(field.max_length)
        # PostgreSQL keeps no NUL; every road of ours takes it out first, these direct writes do not.
        values[field.attname] = text if isinstance(field, RichTextField) else text.replace("\x00", "")
    return values


def _fill(row: Any, feed: Feeder) -> Any:
    """Every typed field of `row` with a hostile text, past all forms."""
    for name, value in _values(type(row), feed).items():
        setattr(row, name, value)
    row.save()
    return row


def place(texts: list[str], client: Client, folder: Path) -> list[str]:
    """Write all of `texts`; `client` is a superuser's, `folder` is empty. Returns addresses, public ones first."""
    feed = Feeder(texts)
    words = _vocabulary(feed)
    pages = _pages(feed, words, -(-len(texts) // 5))
    _by_files(pages[:3], feed, folder)
    _shared(feed, words)
    _by_forms(client, feed, pages[3], words)
    _by_csv(client, feed)
    missing = set(texts) - feed.given
    assert not missing, f"not placed: {missing}"
    return [*_public(pages, words), *_staff(pages, words)]


def _vocabulary(feed: Feeder) -> Symptom:
    symptom = make_symptom()
    _fill(symptom, feed)
    LayName.objects.bulk_create(
        LayName(phrase=f"{feed.next(70)} {number}".replace("\x00", ""), kind=LayName.Kind.ALSO_CALLED, symptom=symptom)
        for number in range(40)
    )  # fmt: skip
    for model in (DangerSign, NeverSuggested):
        model.objects.bulk_create(
            model(phrase=f"{feed.next(70)} {number}".replace("\x00", "")) for number in range(5)
        )
    KeptPhrase.objects.bulk_create(
        KeptPhrase(phrase=f"{feed.next(150)} {number}".replace("\x00", ""), symptom=symptom)
        for number in range(5)
    )
    return symptom


def _pages(feed: Feeder, symptom: Symptom, count: int) -> list[Article]:
    """Articles by save, bulk_update and update, five rich texts each; a tip for each tenth; pictures inside."""
    pictures = [
        _fill(Picture(title=f"p{number}", drawing=drawing, skin_tone="drawing"), feed)
        for number, drawing in enumerate(list(dict(Picture._meta.get_field("drawing").choices))[:3])
    ]
    made = []
    for number in range(count):
        page = make_article([symptom], main_symptom=symptom)
        if number % 10 == 0:
            _fill(make_tip([symptom], main_symptom=symptom), feed)
        if number % 3 == 0:
            _fill(page, feed)
        elif number % 3 == 1:
            for name, value in _values(Article, feed).items():
                setattr(page, name, value)
            Article.objects.bulk_update([page], [field.attname for field in typed_fields(Article)])
        else:
            Article.objects.filter(pk=page.pk).update(**_values(Article, feed))
        if number < 3:
            with_picture = f'{feed.next()}<figure data-picture="{pictures[number].pk}"></figure>'
            Article.objects.filter(pk=page.pk).update(course_note=with_picture, picture=pictures[number])
        made.append(page)
    # The sheet and the days show tips of the first treatment: two of its own.
    for tip in CareTip.objects.filter(treatment__slug="microneedling", is_starter=True)[:2]:
        _fill(tip, feed)
    call_command("rebuild_search", verbosity=0)
    return made


def _by_files(pages: list[Article], feed: Feeder, folder: Path) -> None:
    """Written behind the fields' back, exported, read in again: the files are as hostile as somebody's own."""
    with connection.cursor() as cursor:
        for page in pages:
            text = feed.next().replace("\x00", "")
            cursor.execute("UPDATE articles_article SET why_it_happens = %s WHERE id = %s", [text, page.pk])
    # A signed text that was changed is refused on import, so they come as drafts: previews and forms show them.
    Article.objects.filter(pk__in=[page.pk for page in pages]).update(
        status="draft", signed_digest="", live_digest=""
    )
    # Only these pages' files: other rows here could not come from any file.
    from skincare_site.content_writing import collect

    export = collect()
    for path in export.paths():
        if any(f"/{page.slug}." in f"/{path}" for page in pages):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(export.data(path))
    Article.objects.filter(pk__in=[page.pk for page in pages]).update(why_it_happens="")
    call_command("import_content", folder, update=True, verbosity=0)


def _shared(feed: Feeder, symptom: Symptom) -> None:
    _fill(Clinic.objects.first(), feed)
    _fill(Clinic(slug="hostile"), feed)
    _fill(Treatment(slug="hostile"), feed)
    reviewer = _fill(Reviewer(), feed)
    source = _fill(Source(key="H1", seen=timezone.localdate()), feed)
    for article in Article.objects.filter(main_symptom=symptom)[:3]:
        article.sources.add(source)
        Article.objects.filter(pk=article.pk).update(reviewer=reviewer, reviewed_on=timezone.localdate())
    for card in RedFlagCard.objects.all():
        RedFlagCard.objects.filter(pk=card.pk).update(
            lines="\n".join(feed.next(120).replace("\x00", "").replace("\n", " ") for _ in range(5))
        )
    row = Face.objects.filter(pk=1).first() or Face(pk=1)
    _fill(row, feed)
    today = timezone.localdate()
    AskedPhrase.objects.bulk_create(
        AskedPhrase(text=feed.next(200).replace("\x00", ""), key=f"hostile-{number}", last_asked=today) for number in range(20)
    )  # fmt: skip
    person = get_user_model().objects.create_user("x" * 8, is_staff=True)
    person.first_name, person.last_name = (
        feed.next(140).replace("\x00", ""),
        feed.next(140).replace("\x00", ""),
    )
    person.save()


def _by_forms(client: Client, feed: Feeder, page: Article, symptom: Symptom) -> None:
    """What staff send with forms: drafts, notes, history, and forms that come back with a complaint."""
    for row in (page, symptom, Clinic.objects.get(slug="barrie")):
        meta = row._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
        for _ in range(3):
            form = client.get(address)
            if "revision" in form.context:
                data = posted(form)
            else:
                data = {
                    bound.html_name: bound.value()
                    for bound in form.context["adminform"].form
                    if bound.value() is not None
                }
                for formset in form.context["inline_admin_formsets"]:
                    for each in [formset.formset.management_form, *formset.formset.forms]:
                        data |= {
                            bound.html_name: bound.value() for bound in each if bound.value() is not None
                        }
            typed = {field.name for field in typed_fields(type(row))} - {"phone", "postal_code", "province"}
            data |= {
                name: feed.next(getattr(row._meta.get_field(name), "max_length", None))
                for name in data
                if name in typed
            }
            answer = client.post(address, data)
            assert answer.status_code in (200, 302), (address, answer.status_code)


def _by_csv(client: Client, feed: Feeder) -> None:
    rows = "".join(
        f'"{feed.next(70)} {number}","people type","","","en"\n'.replace("\x00", "") for number in range(20)
    )
    file = SimpleUploadedFile(
        "words.csv", b"phrase,kind,symptom,treatment,language\n" + rows.encode(), "text/csv"
    )
    address = reverse("admin:symptoms_layname_import")
    assert client.post(address, {"import_file": file, "resource": "0", "format": "0"}).status_code == 200


def _public(pages: list[Article], symptom: Symptom) -> list[str]:
    tips = [tip.get_absolute_url() for tip in CareTip.objects.filter(main_symptom=symptom)]
    links = [PreviewLink.objects.create(**about(page)) for page in pages[:4]]
    return [
        "/", "/symptoms/", symptom.get_absolute_url(), "/articles/", "/aftercare/", "/clinics/", "/clinics/barrie/", "/clinics/hostile/",
        "/aftercare/sheet/microneedling/", "/aftercare/sheet/hostile/", "/recovery/microneedling/", "/recovery/microneedling/day/3/", "/recovery/hostile/",
        "/offline/", "/nowhere/", "/search/?q=redness", f"/search/?q={quote(symptom.name)}",
        *(page.get_absolute_url() for page in pages[3:]), *tips, *(f"/preview/{link.token}/" for link in links),
    ]  # fmt: skip


def _staff(pages: list[Article], symptom: Symptom) -> list[str]:
    addresses = ["/admin/", "/admin/schedule/", "/admin/reports/content/", "/admin/reports/links/", "/admin/reports/contradictions/", "/admin/reports/skin-tones/", "/admin/reports/useful/", "/admin/images/picture/choose/", "/admin/search/try/?phrase=%3Cimg+src%3Dx+onerror%3D__ran()%3E", "/admin/account/", "/admin/help/"]  # fmt: skip
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses.append(reverse(f"{base}_changelist"))
        if row := model._default_manager.order_by("-pk").first():
            addresses += [
                reverse(f"{base}_{what}", args=[row.pk]) for what in ("change", "history", "delete")
            ]
    for row in (*pages[:6], symptom, Clinic.objects.get(slug="barrie"), Clinic.objects.get(slug="hostile")):
        base = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        addresses += [reverse(f"{base}_{what}", args=[row.pk]) for what in ("change", "history")]
    for page in pages[:4]:
        addresses.append(reverse("admin:articles_article_compare", args=[page.pk]))
    addresses += [f"{reverse('admin:articles_article_changelist')}?q={quote(symptom.name)}"]
    return list(dict.fromkeys(addresses))
