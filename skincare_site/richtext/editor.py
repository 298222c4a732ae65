"""Everything that knows CKEditor. Replacing the editor means rewriting this one file.

CKEditor 4 is no longer maintained. The walls around it: staff only, no uploader, its content filter on,
plugins that fetch or execute removed, and every text cleaned again by `allowed.clean` when it is stored.
"""

import re
from typing import Any

from ckeditor.widgets import CKEditorWidget
from csp.decorators import csp_update
from django.core.exceptions import ValidationError
from django.forms.widgets import Media
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.utils.functional import lazy
from django.utils.html import escape

from . import pictures
from .allowed import ATTRIBUTES, TAGS, clean

_static = lazy(static, str)
_TAG = re.compile(r"<[^<>]*>")

# Button → the tags it writes. Together they are the allow-list; a test compares the two.
BUTTONS: dict[str, set[str]] = {
    "Format": {"p", "h3", "h4"},
    "Bold": {"strong"},
    "Italic": {"em"},
    "BulletedList": {"ul", "li"},
    "NumberedList": {"ol", "li"},
    "Link": {"a"},
    "Unlink": set(),
    "Blockquote": {"blockquote"},
    "Table": {"table", "caption", "thead", "tbody", "tr", "th", "td"},
    "LibraryPicture": {"figure"},
    "Undo": set(),
    "Redo": set(),
    "RemoveFormat": set(),
}
ENTER_KEY_TAGS = {"br"}  # Shift+Enter


def _content_rule(tag: str) -> str:
    attributes = sorted(ATTRIBUTES.get(tag, set()))
    return f"{tag}[{','.join(attributes)}]" if attributes else tag


def configuration() -> dict[str, Any]:
    """The editor's settings, made from the allow-list."""
    return {
        "toolbar": "Explainer",
        "toolbar_Explainer": [
            ["Format"],
            ["Bold", "Italic"],
            ["BulletedList", "NumberedList", "Blockquote"],
            ["Link", "Unlink"],
            ["Table", "LibraryPicture"],
            ["Undo", "Redo", "RemoveFormat"],
        ],
        "format_tags": "p;h3;h4",
        # `br` and Shift+Enter come with the core; everything else is named by the allow-list.
        "allowedContent": "; ".join(_content_rule(tag) for tag in sorted(TAGS)),
        "disallowedContent": "script style iframe object embed form input button textarea select; *[on*]",
        "extraPlugins": "autogrow,librarypicture",
        "libraryPicture": {**pictures.addresses(), "icon": _static("admin_skin/picture.svg")},
        "removePlugins": (
            "elementspath,resize,maximize,exportpdf,forms,iframe,flash,scayt,wsc,preview,print,save,newpage,templates,smiley,"
            "specialchar,image,uploadimage,uploadwidget,filebrowser,stylescombo,pagebreak,about"
        ),
        "linkDefaultProtocol": "https://",
        "removeDialogTabs": "link:advanced;link:target;table:advanced",
        "contentsCss": [_static("site/site.css"), _static("admin_skin/editor.css")],
        "bodyClass": "prose",
        "language": "en",
        "contentsLanguage": "en",
        "disableNativeSpellChecker": False,
        "versionCheck": False,
        "entities": False,
        "width": "100%",
        "height": 130,
        "autoGrow_minHeight": 130,
        "autoGrow_maxHeight": 640,
        "autoGrow_onStartup": True,
        "fillEmptyBlocks": False,
    }


class RichTextWidget(CKEditorWidget):
    """The editor as a form widget; the textarea underneath works without JavaScript."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, config_name="default", **kwargs)
        self.config.update(configuration())

    def format_value(self, value: Any) -> str | None:
        """Clean even when a form comes back with a complaint: what was typed then was never stored.

        A text that is refused for its size comes back without its tags, so that its words are not lost.
        """
        if not value:
            return None
        try:
            return clean(str(value))
        except ValidationError:
            return escape(_TAG.sub(" ", str(value)))

    @property
    def media(self) -> Media:
        # Named together: Django keeps the order only within one list.
        return super().media + Media(js=["ckeditor/ckeditor/ckeditor.js", "admin_skin/editor_pictures.js"])

    def say_name(self, label: Any) -> None:
        """What a screen reader calls the editor: the field's label, not its id."""
        self.config["title"] = self.config["applicationTitle"] = str(label or "Text")


# CKEditor 4 needs inline script and style, but never eval. Only the forms that carry it are relaxed.
editor_policy = csp_update(
    {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]}
)


class RichTextAdminMixin:
    """For a ModelAdmin whose forms hold rich text: relaxes the content policy on those forms alone."""

    @method_decorator(editor_policy)
    def add_view(self, *args: Any, **kwargs: Any) -> Any:
        return super().add_view(*args, **kwargs)  # type: ignore[misc]

    @method_decorator(editor_policy)
    def change_view(self, *args: Any, **kwargs: Any) -> Any:
        return super().change_view(*args, **kwargs)  # type: ignore[misc]
