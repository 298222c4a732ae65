"""The search box."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """Anything may be typed: reading the question cleans it, so nothing here refuses."""

    q = forms.CharField(required=False, strip=True, label=_("What do you see or feel?"))
    page = forms.CharField(required=False)

    def question(self) -> str:
        """What was typed, at most 400 characters (reading keeps 200 after clean-up)."""
        return str(self.data.get("q", ""))[:400]

    def page_number(self) -> int:
        """The page asked for, 1 when it is no sensible number."""
        text = str(self.data.get("page", ""))[:6]
        return max(int(text), 1) if text.isascii() and text.isdigit() else 1
