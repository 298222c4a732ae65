"""A piece of a page is put together once for each set of values, and for nothing else."""

import pytest
from django.template import loader
from django.utils.translation import override

from skincare_site.page_cache.fragments import fragment, fragment_of


@pytest.fixture
def made(monkeypatch):
    """How often a template was asked for."""
    found: list[str] = []
    get_template = loader.get_template
    monkeypatch.setattr(loader, "get_template", lambda name: found.append(name) or get_template(name))
    return found


def tips(title: str) -> str:
    return fragment("clinics/_call_card.html", lines=(title,), level="urgent", label="L", heading="H")


def test_same_values_same_piece(made):
    assert tips("made once") == tips("made once")
    assert len(made) == 1


def test_other_values_another_piece():
    assert "<li>one</li>" in tips("one")
    assert "<li>two</li>" in tips("two")


def test_what_staff_wrote_is_escaped():
    assert "<li>&lt;b&gt;</li>" in tips("<b>")


def test_each_language_has_its_own():
    english = fragment("_to_help.html")
    with override("fr-ca"):
        assert fragment("_to_help.html") != english


def test_while_debugging_templates_may_change(made, settings):
    settings.DEBUG = True
    tips("debugging")
    tips("debugging")
    assert len(made) == 2


def test_the_key_says_which_piece_it_is(made):
    first = fragment_of(("a", 1), "_page_list.html", pages=[])
    assert fragment_of(("a", 1), "_page_list.html", pages=[]) == first
    fragment_of(("a", 2), "_page_list.html", pages=[])
    assert len(made) == 2
