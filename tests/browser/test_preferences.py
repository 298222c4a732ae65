"""What a visitor asked of the device, on every page type: large text, a small screen, contrast, own colours, no motion."""

import pytest

from .pages import OVERFLOW, PAGES, every_page, open_page

# Text that a box with hidden overflow, or the edge of the page, cuts off. Words only for screen readers are cut on
# purpose, and so are the words of a closed <details> and the skip link before it has the focus.
CUT_OFF = """() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode, holder = text.parentElement;
        if (!text.data.trim() || holder.closest(".vh, .skip, script, option") || !holder.checkVisibility({ visibilityProperty: true })) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        let left = 0, right = document.documentElement.clientWidth, top = -Infinity, bottom = Infinity;
        for (let around = holder; around; around = around.parentElement) {
            const style = getComputedStyle(around), edge = around.getBoundingClientRect();
            if (style.overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
            if (style.overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
        }
        if (box.left < left - 1 || box.right > right + 1 || box.top < top - 1 || box.bottom > bottom + 1)
            found.push(text.data.trim().slice(0, 60));
    }
    return found;
}"""
# Everything one can tab to, and whether an outline can be seen on it when the keyboard brought one there.
NO_OUTLINE = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((one) => one.checkVisibility())
    .filter((one) => {
        one.focus({ focusVisible: true, preventScroll: true });
        const style = getComputedStyle(one);
        return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 || /^rgba.*, 0\\)$/.test(style.outlineColor);
    })
    .map((one) => one.outerHTML.slice(0, 90))"""
MOVING = "document.getAnimations().map((one) => one.transitionProperty || one.animationName)"
WISHES = {
    "320 px": {"width": 320},
    "320 px, text 200 %": {"width": 320, "text": "200%"},
    "text 200 %": {"width": 1280, "text": "200%"},
    "own colours": {"forced_colors": "active"},
    "own colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "more contrast, dark": {"contrast": "more", "color_scheme": "dark"},
    "no motion": {"reduced_motion": "reduce"},
}


@pytest.mark.parametrize("wish", WISHES)
def test_every_page_type_heeds_it_and_nothing_is_cut_off(live_server, starter, page, wish):
    media = dict(WISHES[wish])
    page.set_viewport_size({"width": media.pop("width", 360), "height": 700})
    text = media.pop("text", "100%")
    page.emulate_media(**media)
    faults = {}
    for name, address in every_page().items():
        open_page(page, live_server, name, address)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        seen = {
            "scrolls sideways by": max(0, page.evaluate(OVERFLOW)),
            "cut off": page.evaluate(CUT_OFF),
            "focus not seen": page.evaluate(NO_OUTLINE),
            "moves": page.evaluate(MOVING) if wish == "no motion" else [],
        }
        if any(seen.values()):
            faults[name] = {what: one for what, one in seen.items() if one}

    assert faults == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_type_in_more_contrast_is_accessible(live_server, starter, page, axe, scheme):
    page.emulate_media(color_scheme=scheme, contrast="more", reduced_motion="reduce")
    faults = []
    for name, address in PAGES.items():
        open_page(page, live_server, name, address)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(0, 0, 0)")
        faults += [f"{name}: {fault}" for fault in axe(page)]

    assert faults == []


def test_who_wants_no_motion_gets_none(live_server, starter, page):
    page.goto(live_server.url)
    moving = "getComputedStyle(document.querySelector('.to-help')).transitionDuration"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) == "0.15s"

    page.emulate_media(reduced_motion="reduce")

    assert page.evaluate(moving) == "0s"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
