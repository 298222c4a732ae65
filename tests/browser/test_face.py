"""The visual language in real Chromium: the style guide, the clinic's own face."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from skincare_site.face import palette
from skincare_site.face.models import Face

from .pages import OVERFLOW, PAGES, SCREENS


def a_logo() -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGBA", (600, 150), "#123456").save(buffer, "PNG")
    return SimpleUploadedFile("logo.png", buffer.getvalue())


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_style_guide_and_face_form_are_accessible_and_quiet(
    live_server, starter, staff_page, problems, axe, width, scheme
):
    page = staff_page
    page.set_viewport_size({"width": width, "height": 780})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    Face.objects.create(name="Lakeside Skin", tagline="Care after your visit", logo=a_logo())
    faults, noted = [], []
    for address in ("/styleguide/", "/styleguide/?scheme=dark", "/admin/face/face/1/change/"):
        assert page.goto(live_server.url + address).status == 200
        noted += problems  # before axe: axe itself tries inline styles, which the policy refuses
        faults += [f"{address}: {fault}" for fault in axe(page)]
        assert page.evaluate(OVERFLOW) <= 0, address
        problems.clear()

    page.locator("[name=accent]").fill("#ffc94f")
    page.locator("[name=_save]").click()
    page.locator(".errornote").wait_for()
    faults += [f"refused colour: {fault}" for fault in axe(page)]

    assert faults == []
    assert noted == []


def test_refused_colour_is_mended_in_one_click_and_reaches_the_page(
    live_server, starter, staff_page, problems
):
    page = staff_page
    page.goto(live_server.url + "/admin/face/face/add/")
    page.locator("[name=name]").fill("Lakeside Skin")
    page.locator("[name=accent]").fill("#ffc94f")
    page.locator("[name=_save]").click()
    page.get_by_role("button", name="Use #").click()
    page.wait_for_url("**/admin/face/face/")

    page.goto(live_server.url)

    colour = page.evaluate("getComputedStyle(document.querySelector('.search button')).backgroundColor")
    proposed = palette.readable("#ffc94f")
    assert colour == "rgb({}, {}, {})".format(*(int(proposed[place : place + 2], 16) for place in (1, 3, 5)))
    assert page.get_by_role("link", name="Lakeside Skin").is_visible()
    assert problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", [palette.readable("#ffc94f"), palette.readable("#ff00aa")])
def test_pages_in_the_clinics_colour_are_accessible(live_server, starter, page, axe, accent, scheme):
    Face.objects.create(name="Lakeside Skin", tagline="Care after your visit", accent=accent, logo=a_logo())
    page.set_viewport_size({"width": 360, "height": 780})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    faults = []
    for name in ("home", "explainer", "recovery day"):
        page.goto(live_server.url + PAGES[name])
        faults += [f"{name}: {fault}" for fault in axe(page)]

    assert faults == []


def test_red_flags_are_one_tap_away_on_every_page(live_server, starter, page):
    missing = []
    for name, address in PAGES.items():
        page.goto(live_server.url + address)
        links = page.locator('main a[href="#when-to-call"]')
        if page.locator("#when-to-call").count() != 1 or (
            links.count() == 0 and name not in ("danger", "sheet")
        ):
            missing.append(name)

    assert missing == []
