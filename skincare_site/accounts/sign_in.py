"""Signing in: name and password, then, where the account has a second step, a code.

Nobody is signed in between the two: the session only remembers for five minutes whose password was right.
"""

import time
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_lockout_response
from django.contrib import admin, messages
from django.contrib.auth import get_user_model, load_backend, login
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.debug import sensitive_post_parameters

from . import browsers, events, two_step
from .forms import WAIT, WRONG_CODE, CodeForm

PENDING = "password_was_right"
PENDING_FOR = 5 * 60  # seconds


class SignIn(LoginView):
    next_page = "admin:index"  # when the address that was asked for is none of ours

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if two_step.device_of(user) is None:
            return finish(self.request, user, self.get_success_url())
        self.request.session.flush()
        self.request.session[PENDING] = {
            "account": str(user.pk),
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "at": time.time(),
        }
        return HttpResponseRedirect(
            f"{reverse('admin:account_code')}?{urlencode({'next': self.get_success_url()})}"
        )


def finish(request: HttpRequest, user: Any, to: str) -> HttpResponse:
    login(request, user)
    response = HttpResponseRedirect(to)
    browsers.remember(request, response, user)
    return response


def _pending(request: HttpRequest) -> Any:
    """The account whose password was right a moment ago; None when there is none or it has changed since."""
    kept = request.session.get(PENDING)
    if not kept or not 0 <= time.time() - kept["at"] <= PENDING_FOR:
        return None
    user = get_user_model()._default_manager.filter(pk=kept["account"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), kept["hash"]):
        return None
    load_backend(kept["backend"])
    user.backend = kept["backend"]
    return user


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else reverse("admin:index")


@sensitive_post_parameters()
def code(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """`/admin/login/code/`: the second step. Wrong codes count for the lock like wrong passwords."""
    user = _pending(request)
    if user is None:
        if PENDING in request.session:
            messages.warning(request, "That took over 5 minutes. Please sign in again.")
            del request.session[PENDING]
        return redirect(f"{reverse('admin:login')}?{urlencode({'next': _next(request)})}")
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return _locked(request, credentials)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer, device = two_step.check(user, form.cleaned_data["code"])
        if answer is two_step.Answer.RIGHT:
            user.otp_device = device  # django-otp notes it in the session
            if two_step.is_recovery(device):
                events.tell(events.CODE_USED, user, user)
                left = two_step.codes_left(user)
                messages.warning(
                    request, f"You used a recovery code; {left} left. Make new ones in Your account."
                )
            return finish(request, user, _next(request))
        if answer is two_step.Answer.WRONG:
            user_login_failed.send(sender=__name__, credentials=credentials, request=request)
            if not AxesProxyHandler.is_allowed(request, credentials):
                return _locked(request, credentials)
        form.add_error("code", WRONG_CODE if answer is two_step.Answer.WRONG else WAIT)
    context = {**site.each_context(request), "title": "Type your code", "form": form, "next": _next(request)}
    return TemplateResponse(request, "admin/accounts/code.html", context)


def _locked(request: HttpRequest, credentials: dict[str, Any]) -> HttpResponse:
    request.session.pop(PENDING, None)
    response: HttpResponse = get_lockout_response(request, credentials=credentials)
    return response
