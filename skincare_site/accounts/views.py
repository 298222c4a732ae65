"""“Your account”: second step, recovery codes, open sessions. And, for superusers, the same of somebody else."""

import datetime
from typing import Any

import django_otp
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from . import events, two_step
from .forms import ConfirmForm, EnrolForm
from .models import AccountSession, end_sessions


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    words = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/accounts/{template}.html", words)


def _sessions(user: Any, but_key: str | None = None) -> list[Any]:
    """Open sessions, the newest use first; `is_mine` on the one that asks."""
    oldest = timezone.now() - datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    rows = AccountSession.objects.filter(account=user, expire_date__gt=timezone.now(), seen_at__gte=oldest)
    found = list(rows.order_by("-seen_at"))
    for row in found:
        row.is_mine = row.session_key == but_key
    return found


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = request.user
    return _page(
        request, "account", "Your account",
        account=user, device=two_step.device_of(user), codes_left=two_step.codes_left(user), codes=two_step.CODES,
        sessions=_sessions(user, request.session.session_key), required=settings.REQUIRE_2FA,
        idle_minutes=settings.SESSION_IDLE_SECONDS // 60, hours=settings.SESSION_COOKIE_AGE // 3600,
    )  # fmt: skip


@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponse:
    """`/admin/account/two-step/`: the picture to scan, the key to type, and the first code to prove it."""
    user = request.user
    if two_step.device_of(user) is not None:
        messages.info(
            request, "Your account has a second step already. Remove it first to set up another app."
        )
        return redirect("admin:account")
    key = two_step.unsealed(user, request.POST.get("sealed", "")) if request.method == "POST" else None
    form = EnrolForm(request, request.POST if key else None)
    if key and form.is_valid():
        codes = _enrol(request, key, form)
        if codes is not None:
            return _codes_page(request, codes)
    if key is None:
        if request.method == "POST":
            messages.warning(request, "That took over 30 minutes. Scan the new picture, please.")
        key, sealed = two_step.new_key(user)
        form = EnrolForm(request, initial={"sealed": sealed})
    return _page(
        request, "set_up", "Set up a second step",
        form=form, picture=_picture(two_step.address(user, key)), key=two_step.key_to_type(key),
        required=settings.REQUIRE_2FA,
    )  # fmt: skip


def _enrol(request: HttpRequest, key: str, form: EnrolForm) -> list[str] | None:
    user = request.user
    try:
        codes = two_step.enrol(user, key, form.cleaned_data["code"])
    except two_step.AlreadyOn:
        form.add_error(None, "Your account got a second step a moment ago, in another window.")
        return None
    if codes is None:
        form.add_error(
            "code", "This code does not fit. Check that the phone’s clock is right, and type the newest one."
        )
        return None
    # Whoever else is signed in as this account has not shown a code.
    end_sessions(user, but=request.session.session_key)
    django_otp.login(request, two_step.device_of(user))
    request.session.cycle_key()
    events.tell(events.TWO_STEP_ON, user, user)
    return codes


def _picture(address: str) -> SafeString:
    """segno draws from the address alone: rectangles as one path, no text of ours inside."""
    import segno  # only here: most processes never draw one

    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=4, omitsize=True, light="white", svgclass="qr", lineclass=None))


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return _page(request, "codes", "Your recovery codes", new_codes=codes)


@sensitive_post_parameters()
def new_codes(request: HttpRequest) -> HttpResponse:
    return _confirmed(
        request, "New recovery codes",
        "You get ten new codes. The old ones stop working.", "Make new codes", _make_codes,
    )  # fmt: skip


def _make_codes(request: HttpRequest) -> HttpResponse:
    codes = two_step.renew_codes(request.user)
    events.tell(events.NEW_CODES, request.user, request.user)
    return _codes_page(request, codes)


@sensitive_post_parameters()
def remove(request: HttpRequest) -> HttpResponse:
    return _confirmed(
        request, "Remove the second step",
        "After this, your name and password alone sign in. The recovery codes go too.", "Remove it", _remove,
    )  # fmt: skip


def _remove(request: HttpRequest) -> HttpResponse:
    two_step.remove(request.user)
    events.tell(events.TWO_STEP_OFF, request.user, request.user)
    messages.success(request, "The second step is removed. Your name and password alone sign in now.")
    return redirect("admin:account")


def _confirmed(request: HttpRequest, title: str, words: str, button: str, do: Any) -> HttpResponse:
    """Asks for password and code, then does it."""
    if two_step.device_of(request.user) is None:
        messages.info(request, "Your account has no second step.")
        return redirect("admin:account")
    form = ConfirmForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done: HttpResponse = do(request)
        return done
    return _page(request, "confirm", title, form=form, words=words, button=button)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Ends one other session of one's own (`session`), or with `everywhere` all of them, this one too."""
    user = request.user
    if "everywhere" in request.POST:
        events.tell(events.SIGNED_OUT, user, user)
        end_sessions(user)
        request.session.flush()
        messages.success(request, "You are signed out everywhere. Sign in again to go on working here.")
        return redirect("admin:login")
    asked = request.POST.get("session", "")
    for row in _sessions(user, request.session.session_key):
        if row.handle == asked and not row.is_mine:
            row.delete()
            messages.success(request, f"Signed out: {row}.")
            break
    else:
        messages.info(request, "That session had ended already.")
    return redirect("admin:account")


def somebody(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/account/of/<pk>/`: for superusers, when a colleague has lost their phone or their laptop."""
    if not request.user.is_superuser:
        raise PermissionDenied
    someone: Any = get_object_or_404(get_user_model(), pk=pk)
    if someone.pk == request.user.pk:
        return redirect("admin:account")
    if request.method == "POST":
        _help(request, someone)
        return redirect(reverse("admin:account_of", args=[pk]))
    return _page(
        request, "somebody", f"Sign-in of {someone.get_username()}",
        account=someone, device=two_step.device_of(someone), sessions=_sessions(someone),
        required=settings.REQUIRE_2FA,
    )  # fmt: skip


def _help(request: HttpRequest, someone: Any) -> None:
    if "reset" in request.POST and two_step.remove(someone):
        end_sessions(someone)
        events.tell(events.TWO_STEP_RESET, someone, request.user)
        messages.success(
            request, f"The second step of {someone.get_username()} is reset; their sessions ended."
        )
    elif "everywhere" in request.POST:
        end_sessions(someone)
        events.tell(events.SIGNED_OUT, someone, request.user)
        messages.success(request, f"{someone.get_username()} is signed out everywhere.")
