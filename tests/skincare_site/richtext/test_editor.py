from django.test import override_settings

from skincare_site.richtext import editor
from skincare_site.richtext.allowed import TAGS
from skincare_site.richtext.checks import editor_walls
from skincare_site.richtext.text import to_plain


def test_toolbar_writes_exactly_what_is_allowed():
    written = set().union(*editor.BUTTONS.values(), editor.ENTER_KEY_TAGS)

    assert written == TAGS


def test_toolbar_shows_exactly_the_named_buttons():
    shown = {button for group in editor.configuration()["toolbar_Explainer"] for button in group}

    assert shown == set(editor.BUTTONS)


def test_system_check_refuses_the_uploader_and_an_open_filter(monkeypatch):
    assert editor_walls(None) == []

    with override_settings(CKEDITOR_CONFIGS={"default": {"allowedContent": True}}):
        assert [error.id for error in editor_walls(None)] == ["richtext.E002"]
    monkeypatch.setattr("django.apps.apps.is_installed", lambda name: name == "ckeditor_uploader")
    assert [error.id for error in editor_walls(None)] == ["richtext.E001"]


def test_to_plain_ends_blocks_like_sentences():
    assert to_plain("<h3>Day 1</h3><p>Cool it.</p><ul><li>a &amp; b</li></ul>") == "Day 1. Cool it. a & b."
