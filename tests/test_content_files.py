"""Export and import: the clinic owns its text. Out, into an empty database, out again: not a byte differs."""

import datetime
import io
import shutil
import tomllib
import zipfile

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from aftercare.models import CareTip
from articles.models import Article
from skincare_site import starter
from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.content_kinds import LEFT_OUT, covered_models
from skincare_site.content_reading import import_folder
from skincare_site.content_writing import ContentError, as_toml, collect, write_folder, zip_chunks
from skincare_site.images.models import Consent, Picture
from skincare_site.publishing.models import OldAddress, Reviewer, Source, Version
from skincare_site.publishing.texts import digest_of, values_of
from skincare_site.publishing.workflow import Status
from skincare_site.search import index
from skincare_site.search.models import KeptPhrase, PromotedPage
from skincare_site.symptoms.models import DangerSign, LayName, Symptom
from skincare_site.symptoms.vocabulary import current

from .builders import make_article, make_reviewer, make_symptom, make_tip, make_treatment

pytestmark = pytest.mark.django_db
OURS = {
    config.label
    for config in apps.get_app_configs()
    if config.name.startswith(("skincare_site", "art", "aft"))
}
NASTY = "Ünïcode 皮膚 🙂 \"quotes\" 'single' \\ back\\nslash \"\"\" three '''\u2028\u2029\x85\ufeff\u200b end"
LINES = f"one\r\ntwo\n\n{NASTY}\r\n  indented\\\n\ttab\r\n\n"


def empty_database() -> None:
    """As after `migrate`: no row of ours, whatever guards its deletion."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS:
            model._base_manager.all()._raw_delete("default")
    index.rebuild()


def exported(export=None) -> dict[str, bytes]:
    export = export or collect()
    return {path: export.data(path) for path in export.paths()}


def signed(page, status=Status.PUBLISHED):
    """The page with a text that a clinician signed."""
    page.signed_digest = digest_of(type(page), values_of(page))
    page.live_digest = page.signed_digest if status == Status.PUBLISHED else ""
    page.status = status
    page.save()
    return page


def beside(page, status, signed=False, due=None, **values):
    """Put a draft beside a public page."""
    values = {**values_of(page), **values}
    page.draft = Version.objects.create(
        content_type=ContentType.objects.get_for_model(page), object_id=page.pk, title=values["title"], values=values,
        digest=digest_of(type(page), values),
    )  # fmt: skip
    page.draft_status, page.draft_due_at = status, due
    if signed:
        page.signed_digest = page.draft.digest
    page.save()


def a_picture(colour="pink", **values) -> Picture:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), colour).save(buffer, "PNG")
    return Picture.objects.create(
        **{"title": NASTY[:40], "alt": "Pink skin", "skin_tone": "white", **values},
        file=ContentFile(buffer.getvalue(), name="pink.png"),
    )


def make_nasty_content() -> None:
    now = timezone.now()
    laser = make_treatment(name="Laser “peel”", slug="laser")
    first = make_symptom(
        "odd feeling", "zits & co", name='Odd "feeling"', slug="odd", medical_name="", description=NASTY
    )
    second = make_symptom(name="Other\\thing", slug="other", order=3)
    LayName.objects.create(phrase="boutons", symptom=first, kind=LayName.Kind.OTHER_LANGUAGE, language="fr")
    LayName.objects.create(phrase="granos", symptom=first, kind=LayName.Kind.OTHER_LANGUAGE, language="es")
    LayName.objects.create(phrase="qi pen", treatment=laser, kind=LayName.Kind.BRAND, language="fr")
    for treatment in [laser, make_treatment(name="Peel", slug="peel")]:
        LayName.objects.create(phrase="on two treatments", treatment=treatment)
    for level in ("urgent", "emergency"):
        DangerSign.objects.create(phrase=f"{level} 'sign' \"now\"", level=level)
    bare = Source.objects.create(key="NoLink-1", name=NASTY[:80], seen=datetime.date(1999, 12, 31))
    other = Source.objects.create(
        key="nolink-1", name="Same key in small letters", seen=datetime.date(2026, 2, 28)
    )
    reviewers = [make_reviewer(role=role) for role in ("Nurse", "Nurse", "Dermatologist")]
    make_reviewer(name="李医生", role=NASTY[:60])
    clinic = Clinic.objects.create(
        name="North", slug="north", street="1 \\ Road", city="Barrie", postal_code="L4M 0A1", phone="705-555-0100",
        after_hours=LINES, order=9,
    )  # fmt: skip
    for opens, closes in [("08:00", "11:30"), ("12:00:30", "17:00")]:
        OpeningHours.objects.create(clinic=clinic, weekday=6, opens=opens, closes=closes)
    RedFlagCard.objects.update_or_create(level="urgent", defaults={"lines": "a\r\nb"})
    consent = Consent.objects.create(
        reference="Form 7/2026",
        kept_by="Barrie",
        scope="website",
        given_on=datetime.date(2026, 1, 2),
        note=LINES,
    )
    picture = a_picture(shows_person=True, consent=consent, caption="")
    again = a_picture(title="The same file again")
    withdrawn = Consent.objects.create(
        reference="Form 8",
        kept_by="B",
        scope="website",
        given_on=datetime.date(2026, 1, 2),
        withdrawn_on=datetime.date(2026, 3, 1),
    )
    a_picture("brown", shows_person=True, consent=withdrawn)
    Picture.objects.create(title="Drawing", drawing="sunscreen", alt="Cream", skin_tone="drawing")

    page = make_article(
        [second], slug="nasty", title=NASTY[:100], treatment=laser, main_symptom=first, call_lines="a line\r\nb line",
        what_it_is=f'<p>{NASTY}</p>\n\n<p><a href="/articles/x/">x</a> \\ \r\n end</p>', confirm_note=LINES,
        summary="", picture=picture, reviewer=reviewers[1], reviewed_on=datetime.date(2026, 1, 31), next_review_on=datetime.date(2026, 2, 1),
        publish_at=datetime.datetime(2026, 11, 1, 5, 30, 0, 123, datetime.UTC), strongest_from_day=0,
        strongest_to_day=2, course_note=f'<p>Before</p><figure data-picture="{again.pk}"></figure><p>after</p><figure data-picture="77777"></figure>',
    )  # fmt: skip
    page.sources.set([bare, other])
    signed(page)
    beside(page, Status.PUBLISHED, True, now + datetime.timedelta(days=3), title="Draft " + NASTY[:20], slug="nasty-2",
           what_it_is=f"<p>New {NASTY}</p>", symptoms=[], picture=None)  # fmt: skip
    OldAddress.objects.create(
        content_type=ContentType.objects.get_for_model(page), object_id=page.pk, slug="was-here"
    )
    PromotedPage.objects.create(symptom=first, kind="article", object_id=page.pk)
    KeptPhrase.objects.create(phrase=NASTY[:90], symptom=first)
    plain = make_tip([first, second], slug="with-a-draft", treatment=laser)
    signed(plain)
    beside(plain, Status.IN_REVIEW, text="<p>Not signed</p>", until_day=5)
    make_article(
        slug="scheduled",
        publish_at=now + datetime.timedelta(days=9),
        kind="guide",
        starts_day=None,
        call_after_day=None,
    )
    make_tip(slug="expired", publish_at=now - datetime.timedelta(9), expires_at=now - datetime.timedelta(2))
    make_tip(slug="archived", status=Status.ARCHIVED, publish_at=now)
    make_tip(slug="unsigned-draft", status=Status.DRAFT, why="", text="", title="")
    signed(make_tip(slug="waiting", status=Status.DRAFT, kind="do_not"), Status.SIGNED_OFF)
    make_tip(slug="starter", is_starter=True)


@pytest.fixture
def media(settings, tmp_path):
    """A folder of its own for pictures; call it for another, empty one."""

    def fresh(name="media"):
        settings.MEDIA_ROOT = tmp_path / name

    fresh()
    return fresh


@pytest.fixture
def nasty(starter, media):
    make_nasty_content()


class TestRoundTrip:
    def test_starter_and_nasty_content_come_back_byte_for_byte(self, nasty, media, committed, tmp_path):
        before = exported(write_folder(tmp_path / "one"))
        empty_database()
        media("empty")

        with committed():
            result = import_folder(tmp_path / "one", update=False)

        after = exported(write_folder(tmp_path / "two"))
        assert len(before) > 125
        assert [path for path in before if before[path] != after.get(path)] == []
        assert before.keys() == after.keys()
        assert (result.updated, result.unchanged) == (0, 0)
        assert index.differences() == []
        if connection.vendor == "postgresql":
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_what_stands_in_the_database_is_the_same_too(self, nasty, media, tmp_path):
        def rows():
            pages = [page for model in (Article, CareTip) for page in model.objects.order_by("slug")]
            return [
                (page.slug, page.title, page.status, page.publish_at, page.expires_at, page.created_at, page.updated_at,
                 page.stage, page.draft_due_at, page.newest().title, page.is_visible(), bool(page.live_digest),
                 bool(page.signed_digest), str(page.reviewer), sorted(s.key for s in page.sources.all()),
                 sorted(s.slug for s in page.newest().symptoms.all()), getattr(page, "call_lines", ""), page.confirm_note)
                for page in pages
            ]  # fmt: skip

        def words():
            fields = ("phrase", "kind", "language", "symptom__slug", "treatment__slug")
            return sorted(map(str, LayName.objects.values_list(*fields)))

        before = rows(), words(), Clinic.objects.get(slug="north").after_hours
        write_folder(tmp_path / "one")
        empty_database()
        media("empty")
        import_folder(tmp_path / "one", update=False)

        assert (rows(), words(), Clinic.objects.get(slug="north").after_hours) == before
        nasty = Article.objects.get(slug="nasty")
        assert nasty.live_digest == digest_of(Article, values_of(nasty))
        assert nasty.signed_digest == nasty.draft.digest
        assert nasty.picture.file.storage.exists(nasty.picture.file.name)
        same_file = Picture.objects.get(title="The same file again")
        assert f'data-picture="{same_file.pk}"' in nasty.course_note
        assert PromotedPage.objects.get(symptom__slug="odd").object_id == nasty.pk
        assert OldAddress.objects.get(slug="was-here").page == nasty

    def test_what_a_new_question_finds_follows_at_once(self, nasty, media, tmp_path):
        write_folder(tmp_path / "one")
        empty_database()
        assert not current().phrases
        import_folder(tmp_path / "one", update=False)
        assert "granos" in {phrase.text for phrase in current().phrases}

    def test_a_second_import_of_the_same_changes_nothing(self, nasty, tmp_path):
        write_folder(tmp_path / "one")
        versions = Version.objects.count()
        result = import_folder(tmp_path / "one", update=True)
        assert (result.created, result.updated) == (0, 0)
        assert Version.objects.count() == versions

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
        | st.text(alphabet="\"'\\\n\r\t a#=[]\x00\x7f")
    )
    def test_any_text_is_written_and_read_without_a_difference(self, text):
        data = {"a": text, "t": {"b": text, "many": [text]}, "more": [{"c": text}]}
        assert tomllib.loads(as_toml(data)) == data

    def test_any_text_comes_back_into_a_page(self, db, media, tmp_path):
        tip = make_tip(slug="any", is_starter=True)
        texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200)

        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
        @given(texts, texts)
        def check(html, note):
            CareTip.objects.filter(pk=tip.pk).update(text=f"<p>{html}</p>", confirm_note=note, why=note[:250])
            before = exported(write_folder(tmp_path / "any"))
            with transaction.atomic():
                CareTip.objects.filter(pk=tip.pk).update(text="", confirm_note="", why="")
                import_folder(tmp_path / "any", update=True)
                after = exported()
                transaction.set_rollback(True)
            path = "tips/any.toml"
            assert without_time(before[path]) == without_time(after[path])

        def without_time(data):
            return [line for line in data.splitlines() if not line.startswith(b"updated_at")]

        check()


class TestComplete:
    def test_every_model_is_in_the_files_or_left_out_on_purpose(self):
        labels = {model._meta.label for model in apps.get_models() if model._meta.app_label in OURS}
        covered = {model._meta.label for model in covered_models()}
        assert labels - covered - set(LEFT_OUT) == set(), (
            "say in content_kinds.py how it is exported, or why not"
        )

    def test_no_account_is_in_the_files(self, nasty, django_user_model):
        someone = django_user_model.objects.create_user("secret-name", password="x")
        Reviewer.objects.filter(name="李医生").update(account=someone)
        Article.objects.update(updated_by=someone)
        assert not any(b"secret-name" in data or b"updated_by" in data for data in exported().values())

    def test_the_zip_holds_the_same_bytes_each_time(self, nasty):
        one, two = (b"".join(zip_chunks(collect())) for _ in range(2))
        assert one == two
        with zipfile.ZipFile(io.BytesIO(one)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == exported()


class TestFolder:
    def test_a_folder_with_other_things_is_left_alone(self, starter, tmp_path):
        (tmp_path / "thesis.txt").write_text("mine")
        with pytest.raises(CommandError, match="no earlier export"):
            call_command("export_content", str(tmp_path), verbosity=0)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]

    def test_an_earlier_export_is_brought_up_to_date(self, starter, tmp_path):
        folder = tmp_path / "out"
        call_command("export_content", str(folder), verbosity=0)
        CareTip.objects.filter(slug="let-flakes-fall").update(slug="let-them-fall")
        (folder / "notes.txt").write_text("mine")

        call_command("export_content", str(folder), verbosity=0)

        assert not (folder / "tips/let-flakes-fall.toml").exists()
        assert (folder / "tips/let-them-fall.toml").exists()
        assert (folder / "notes.txt").exists()

    def test_a_picture_whose_file_is_lost_is_told_and_stops_nothing(self, media, tmp_path, capsys):
        picture = a_picture()
        picture.file.storage.delete(picture.file.name)
        call_command("export_content", str(tmp_path / "out"), verbosity=0)
        assert "is missing" in capsys.readouterr().err


@pytest.fixture
def folder(starter, tmp_path):
    """An export of the starter content, the database emptied."""
    write_folder(tmp_path / "out")
    empty_database()
    return tmp_path / "out"


def change(folder, path, old, new):
    text = (folder / path).read_text()
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1))


class TestBadInput:
    @pytest.mark.parametrize(
        ("path", "old", "new", "message"),
        [
            ("articles/milia.toml", 'kind = "effect"', 'kind = "effect', r"articles/milia.toml: .*line \d+"),
            ("articles/milia.toml", 'main_symptom = "milia"', 'main_symptom = "mila"',
             r"articles/milia.toml, line \d+: main_symptom: there is no symptom “mila”"),
            ("articles/milia.toml", "symptoms = []", 'symptoms = ["nope"]', r"milia.toml, line \d+: .*no symptom “nope”"),
            ("articles/milia.toml", "starts_day = 14", 'starts_day = "14"', r"milia.toml, line \d+: starts_day: must be a whole"),
            ("articles/milia.toml", "starts_day = 14", "starts_day = -1", r"milia.toml, line \d+: starts_day: "),
            ("articles/milia.toml", "starts_day = 14", "starts_day = 999999", r"milia.toml, line \d+: starts_day: "),
            ("articles/milia.toml", "starts_day = 14", "starts_day = 99", r"milia.toml: milia: .*out of order"),
            ("articles/milia.toml", 'kind = "effect"', 'kind = "poem"', r"milia.toml, line \d+: kind: “poem” is none of"),
            ("articles/milia.toml", "urgent_first = false", "urgent_first = 0", r"urgent_first: must be true or false"),
            ("articles/milia.toml", 'how_common = "few"', 'how_comon = "few"', r"milia.toml, line \d+: there is no field “how_comon”"),
            ("articles/milia.toml", "is_starter = true", "is_starter = false", r"milia.toml, line \d+: .*no clinician signed"),
            ("articles/milia.toml", "is_starter = true", 'is_starter = true\nsigned_off = "abc"', r"not the one that was signed"),
            ("articles/milia.toml", 'kind = "effect"', 'kind = "effect"\npicture = "../../x"', r"no picture “../../x”"),
            ("articles/milia.toml", 'kind = "effect"', 'kind = "effect"\ndraft = 3', r"draft: must be a table"),
            ("articles/milia.toml", 'kind = "effect"', 'kind = "effect"\n[draft]\nstatus = "signed_off"\ntitle = "x"\n'
             'treatment = "microneedling"\n[course]\nx = 1\n[z]', r"milia.toml"),
            ("symptoms/milia.toml", "order = 110", 'order = 110\npromoted = "articles/none"', r"milia.toml, line \d+: .*no explainer “none”"),
            ("symptoms/milia.toml", '"milk spots"', "7", r"milia.toml, line \d+: also_called: must be a list"),
            ("symptoms/milia.toml", 'name = "Tiny white bumps"', 'name = "Redness"', r"milia.toml|redness.toml"),
            ("clinics.toml", '"17:00"', '"25:00"', r"clinics.toml, line \d+: .*not a time of day"),
            ("clinics.toml", "is_example", "is_exampel", r"clinics.toml, line \d+: there is no field “is_exampel”"),
            ("clinics.toml", "[barrie]", '["../barrie"]', r"clinics.toml: “../barrie” is no name"),
            ("sources.toml", 'link = "https', 'link = "javascript', r"sources.toml, line \d+: link: "),
            ("danger_signs.toml", "urgent = ", "urgentt = ", r"danger_signs.toml, line \d+: .*no level"),
            ("export.toml", "format = 1", "format = 2", r"format 2"),
            ("starter_loaded.toml", "articles = [", "articles = 3\nx = [", r"starter_loaded.toml, line \d+"),
        ],
    )  # fmt: skip
    def test_it_is_named_and_nothing_is_imported(self, folder, path, old, new, message):
        change(folder, path, old, new)
        with pytest.raises(CommandError, match=message):
            call_command("import_content", str(folder), verbosity=0)
        assert not Symptom.objects.exists()
        assert not Article.objects.exists()

    def test_a_misspelt_folder_is_named(self, folder):
        shutil.move(folder / "tips", folder / "tipps")
        with pytest.raises(ContentError, match=r"tipps/.*misspelt"):
            import_folder(folder, update=False)

    def test_a_file_that_leads_out_of_the_folder_is_refused(self, folder, tmp_path):
        (tmp_path / "outside.toml").write_text('name = "x"')
        (folder / "symptoms" / "zz.toml").symlink_to(tmp_path / "outside.toml")
        with pytest.raises(ContentError, match="leads out of the folder"):
            import_folder(folder, update=False)

    @pytest.mark.parametrize("name", ["../../secret.webp", "/etc/passwd", "a/b.webp", ".hidden", ""])
    def test_a_picture_file_is_only_a_name_beside_it(self, folder, name):
        (folder / "pictures").mkdir(exist_ok=True)
        (folder / "pictures" / "x.toml").write_text(f'title = "x"\nfile = "{name}"\nalt = "x"\n')
        with pytest.raises(ContentError, match=r"pictures/x.toml, line 2: file: .*no plain file name"):
            import_folder(folder, update=False)

    @pytest.mark.parametrize(
        "data", [b"<svg onload=alert(1)>", b"", b"RIFF\x04\0\0\0WEBP", b"\xff\xd8\xff" * 9]
    )
    def test_a_file_that_is_no_picture_is_refused_and_leaves_no_file(self, folder, media, data, settings):
        (folder / "pictures").mkdir(exist_ok=True)
        (folder / "pictures" / "x.webp").write_bytes(data)
        (folder / "pictures" / "x.toml").write_text(
            'title = "x"\nfile = "x.webp"\nalt = "x"\nskin_tone = "white"\n'
        )
        with pytest.raises(ContentError, match=r"pictures/x.toml: x: .*"):
            import_folder(folder, update=False)
        assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]

    def test_a_failed_import_takes_its_picture_files_away_again(self, media, tmp_path, settings):
        a_picture()
        make_tip(slug="last", is_starter=True)
        write_folder(tmp_path / "out")
        empty_database()
        media("empty")
        change(tmp_path / "out", "tips/last.toml", 'kind = "do"', 'kind = "maybe"')
        with pytest.raises(ContentError, match="maybe"):
            import_folder(tmp_path / "out", update=False)
        assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]

    def test_an_empty_folder_and_a_file_are_refused(self, tmp_path):
        (tmp_path / "empty").mkdir()
        for name, words in [("empty", "no content files"), ("nowhere", "is not a folder")]:
            with pytest.raises(CommandError, match=words):
                call_command("import_content", str(tmp_path / name), verbosity=0)


class TestExisting:
    @pytest.fixture
    def out(self, starter, tmp_path):
        write_folder(tmp_path / "out")
        return tmp_path / "out"

    def test_what_says_something_else_stops_the_import(self, out):
        CareTip.objects.filter(slug="let-flakes-fall").update(why="Our own words.")
        with pytest.raises(CommandError, match=r"tips/let-flakes-fall.toml: .*--update"):
            call_command("import_content", str(out), verbosity=0)
        assert CareTip.objects.get(slug="let-flakes-fall").why == "Our own words."

    def test_update_makes_it_as_in_the_folder_and_keeps_the_old_text_in_history(self, out, committed):
        tip = CareTip.objects.get(slug="let-flakes-fall")
        why = tip.why
        CareTip.objects.filter(pk=tip.pk).update(why="Our own words.")
        LayName.objects.filter(phrase="milk spots").delete()
        LayName.objects.create(phrase="only here", symptom=Symptom.objects.get(slug="milia"))
        with committed():
            make_tip(slug="ours-alone")
            result = import_folder(out, update=True)

        tip.refresh_from_db()
        assert tip.why == why
        assert [version.values["why"] for version in Version.objects.about(tip)] == [
            why,
            "Our own words.",
            why,
        ]
        assert tip.revision == 1
        words = set(Symptom.objects.get(slug="milia").lay_names.values_list("phrase", flat=True))
        assert "milk spots" in words
        assert "only here" not in words
        assert CareTip.objects.filter(slug="ours-alone").exists()
        assert result.updated == 2
        assert index.differences() == []

    def test_a_signed_text_changed_by_hand_is_not_signed_any_more(self, db, media, tmp_path):
        make_tip(slug="signed", text="<p>Wait 2 days.</p>")
        write_folder(tmp_path / "out")
        change(tmp_path / "out", "tips/signed.toml", "2 days", "9 days")
        with pytest.raises(
            ContentError, match=r"signed.toml, line \d+: signed_off: .*not the one that was signed"
        ):
            import_folder(tmp_path / "out", update=True)
        assert CareTip.objects.get(slug="signed").text == "<p>Wait 2 days.</p>"

    def test_a_danger_sign_that_the_folder_lost_stays(self, out):
        change(out, "danger_signs.toml", '"wheezing",', "")
        import_folder(out, update=True)
        assert DangerSign.objects.filter(phrase="wheezing").exists()

    def test_starter_pages_deleted_before_the_move_do_not_come_back(self, out):
        CareTip.objects.filter(slug="let-flakes-fall").delete()
        write_folder(out)
        empty_database()
        import_folder(out, update=False)
        assert starter.load(as_drafts=False) == 0
        assert not CareTip.objects.filter(slug="let-flakes-fall").exists()
