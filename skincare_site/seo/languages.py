"""Which language a page's words are in: the interface follows `LANGUAGE_CODE`, what staff write stays in theirs.

docs/decisions/0012-interface-language.md says why there is one interface language a site.
"""

from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, override, to_locale


def tag(code: str) -> str:
    """A Django language code as HTML, JSON-LD and manifests write it: "en-ca" → "en-CA"."""
    return to_locale(code).replace("_", "-")


def interface_language() -> str:
    """The language of buttons, headings and sentences that are ours, for example "fr-CA"."""
    return tag(get_language() or settings.LANGUAGE_CODE)


def content_language() -> str:
    """The language in which staff write, for example "en-CA"."""
    return tag(settings.CONTENT_LANGUAGE)


def is_mixed() -> bool:
    """Whether content is in another language than the words around it: it must then say so (WCAG 3.1.2)."""
    return _differ(get_language() or settings.LANGUAGE_CODE, settings.CONTENT_LANGUAGE)


@lru_cache(maxsize=16)
def _differ(one: str, other: str) -> bool:
    return primary(one) != primary(other)


def primary(code: str) -> str:
    """ "fr-ca" → "fr" """
    return code.partition("-")[0]


def as_content(words: str | Promise) -> str:
    """Words of the interface as they read in the language of the content, for rules that read both together."""
    with override(settings.CONTENT_LANGUAGE):
        return str(words)
