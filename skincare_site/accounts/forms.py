"""What is asked when signing in with a code, and before the second step is changed."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from . import two_step

WRONG_CODE = (
    "This code does not fit. Type the newest one your app shows, or a recovery code that was not used yet."
)
WAIT = "Too soon after a wrong code. Wait half a minute, then type the newest code your app shows."


def code_field(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )


class CodeForm(forms.Form):
    required_css_class = "required"
    code = code_field("Code", "The 6 digits your authenticator app shows now, or one of your recovery codes.")


class _WithPassword(forms.Form):
    """Asks for the account's own password. A wrong one counts like a failed sign-in, so guessing locks."""

    required_css_class = "required"
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        typed = self.cleaned_data["password"]
        name = self.request.user.get_username()
        found = authenticate(self.request, username=name, password=typed)
        if found is None or found.pk != self.request.user.pk:
            raise forms.ValidationError("This is not the password of your account.")
        return str(typed)


class EnrolForm(_WithPassword):
    sealed = forms.CharField(widget=forms.HiddenInput)
    code = code_field("Code", "The 6 digits the app shows after you added this account.")
    field_order = ("sealed", "code", "password")


class ConfirmForm(_WithPassword):
    """Password and code; the code is only looked at, and used up, when the password is right."""

    code = code_field("Code", "The 6 digits your authenticator app shows now, or a recovery code.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            answer, self.device = two_step.check(self.request.user, data["code"])
            if answer is not two_step.Answer.RIGHT:
                self.add_error("code", WAIT if answer is two_step.Answer.WAIT else WRONG_CODE)
            if answer is two_step.Answer.WRONG:
                credentials = {"username": self.request.user.get_username()}
                user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
        return data
