"""Which words on a page are in which language. Built into every template (settings): nothing has to be loaded."""

import datetime
from collections.abc import Callable
from typing import Any

from django import template
from django.conf import settings
from django.template.base import Node, Parser, Token
from django.utils.dateformat import format as date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from ..languages import content_language, interface_language, is_mixed, primary

register = template.Library()


def _content() -> str:
    return f' lang="{primary(settings.CONTENT_LANGUAGE)}"'


def _interface() -> str:
    return f' lang="{interface_language()}"'


class LangNode(Node):
    """An attribute where the page mixes languages, and nothing where it does not. Stands in loops: kept cheap."""

    def __init__(self, attribute: Callable[[], str]) -> None:
        self.attribute = attribute

    def render(self, context: Any) -> SafeString:
        return SafeString(self.attribute() if is_mixed() else "")


@register.tag
def content_lang(parser: Parser, token: Token) -> LangNode:
    """`<ul{% content_lang %}>`: the words inside were written by staff."""
    return LangNode(_content)


@register.tag
def interface_lang(parser: Parser, token: Token) -> LangNode:
    """`<span{% interface_lang %}>`: the site's own words inside something written by staff."""
    return LangNode(_interface)


@register.filter
def of_staff(words: str) -> SafeString:
    """Words of staff in the middle of a sentence of ours: `{{ page.title|of_staff }}`."""
    shown = conditional_escape(words)
    return (
        format_html('<span lang="{}">{}</span>', primary(settings.CONTENT_LANGUAGE), shown)
        if is_mixed()
        else shown
    )


@register.filter
def long_date(day: datetime.date | None) -> str:
    """A date in words: "1 November 2026", "1er novembre 2026"; "" for none."""
    if day is None:
        return ""
    if day.day == 1:
        # Translators: Django's format characters for the first of a month, in French "1er novembre 2026".
        return date_format(day, pgettext("format of the first of a month", "j F Y"))
    # Translators: Django's format characters, for example 2 November 2026.
    return date_format(day, pgettext("format of a date", "j F Y"))


def share_locale(context: Any) -> str:
    """For `og:locale`, the language of title and description: "en_CA". `words_lang` is set where staff wrote them."""
    return (content_language() if context.get("words_lang") else interface_language()).replace("-", "_")


@register.simple_tag
def page_language() -> str:
    """For `<html lang>`: "en-CA"."""
    return interface_language()
