"""Choosing a picture inside the editor, and reading the page it stands on, in real Chromium."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.skincare_site.images.pictures import make_picture

from .forms import editor_body, editors_open, press


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def article(starter) -> Article:
    return Article.objects.get(slug="redness")


def open_dialog(page, live_server, article):
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    editors_open(page)
    editor_body(page, "why_it_happens").click()
    button = page.locator("#cke_id_why_it_happens").get_by_role("button", name="Picture from the library")
    button.click()
    return page.get_by_role("dialog", name="Choose a picture from the library")


@pytest.mark.usefixtures("media")
class TestChooser:
    def test_a_picture_is_found_by_keyboard_put_into_the_text_and_shown(
        self, staff_page, live_server, article, problems, axe
    ):
        page = staff_page
        cheek = make_picture(title="Cheek on day 2", alt="Brown cheek with small red dots", size=(700, 500))
        make_picture(title="Chin", alt="Chin")
        make_picture(title="No consent", shows_person=True, consent=None)
        dialog = open_dialog(page, live_server, article)
        expect(dialog.get_by_role("button", name="Chin Chin")).to_be_visible()
        expect(dialog.get_by_role("button", name="No consent")).to_have_count(0)
        dialog.get_by_label("Find a picture by its words").fill("red dots")
        page.keyboard.press("Enter")
        expect(dialog.locator("li button")).to_have_count(1)
        assert problems == []
        assert axe(page) == []
        problems.clear()
        dialog.get_by_role("button", name="Cheek on day 2").focus()
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()

        image = editor_body(page, "why_it_happens").locator("figure img")
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("one => one.naturalWidth") == 320
        kept = page.evaluate("CKEDITOR.instances.id_why_it_happens.getData()")
        assert f'<figure data-picture="{cheek.pk}"></figure>' in kept
        assert "<img" not in kept
        press(page, "Save and continue editing")
        editors_open(page)
        expect(editor_body(page, "why_it_happens").locator("figure img")).to_be_visible()
        assert problems == []

    def test_escape_closes_the_dialog_and_leaves_the_text_alone(self, staff_page, live_server, article):
        page = staff_page
        make_picture()
        dialog = open_dialog(page, live_server, article)
        before = page.evaluate("CKEDITOR.instances.id_why_it_happens.getData()")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert page.evaluate("CKEDITOR.instances.id_why_it_happens.getData()") == before

    def test_a_chosen_picture_can_be_exchanged_and_deleted(self, staff_page, live_server, article):
        page = staff_page
        first, second = make_picture(title="First one"), make_picture(title="Second one")
        dialog = open_dialog(page, live_server, article)
        dialog.get_by_role("button", name="First one").click()
        figure = editor_body(page, "why_it_happens").locator("figure")
        figure.locator("img").dblclick()
        dialog.get_by_role("button", name="Second one").click()
        data = "CKEDITOR.instances.id_why_it_happens.getData()"
        expect(figure).to_have_attribute("data-picture", str(second.pk))
        assert f'data-picture="{second.pk}"' in page.evaluate(data)
        assert f'data-picture="{first.pk}"' not in page.evaluate(data)
        figure.locator("img").click()
        page.keyboard.press("Delete")
        expect(figure).to_have_count(0)
        assert "figure" not in page.evaluate(data)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.usefixtures("media")
def test_a_page_with_pictures_loads_the_small_ones_without_a_shift(
    page, live_server, article, problems, axe, scheme, width
):
    inside = make_picture(size=(1600, 1000), caption="It fades by day 3.", long_description="More words.")
    drawing = make_picture(drawing="face-areas", alt="A face with dots", skin_tone="drawing")
    text = f'<p>Words.</p><figure data-picture="{inside.pk}"></figure>'
    Article.objects.filter(pk=article.pk).update(picture=drawing, what_it_is=text)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + article.get_absolute_url())
    page.locator(".picture img").last.scroll_into_view_if_needed()
    expect(page.locator(".picture img").last).to_have_js_property("complete", True)
    page.wait_for_timeout(200)
    for image in page.locator(".picture img").all():
        assert image.evaluate("one => one.naturalWidth") > 0
        assert image.evaluate(
            "one => Math.abs(one.width / one.height - one.getAttribute('width') / one.getAttribute('height')) < .02"
        )
    current = page.locator(".picture img").last.evaluate("one => one.currentSrc")
    assert current.endswith(".avif")
    assert f"-{640 if width == 360 else 960}." in current or "-320." in current
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert problems == []
    assert axe(page) == []
