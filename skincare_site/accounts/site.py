"""The part of the admin that knows who is in: signing in, each person's own account page, others' for superusers."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

from . import sign_in, two_step, views

# What somebody may open who must set up a second step first.
BEFORE_ENROLMENT = {"account", "account_two_step", "account_end", "password_change", "password_change_done", "logout", "jsi18n"}  # fmt: skip


class SignInSite(admin.AdminSite):
    """Django's admin with a second step of signing in and with sessions that can be seen and ended."""

    def get_urls(self) -> list[Any]:
        def own(view: Any) -> Any:
            return self.admin_view(view)

        return [
            path("login/code/", self.code, name="account_code"),
            path("account/", own(views.account), name="account"),
            path("account/two-step/", own(views.set_up), name="account_two_step"),
            path("account/codes/", own(views.new_codes), name="account_codes"),
            path("account/remove/", own(views.remove), name="account_remove"),
            path("account/end/", own(views.end), name="account_end"),
            path("account/of/<row:pk>/", own(views.somebody), name="account_of"),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and two_step.passed(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            match = request.resolver_match
            if match and match.url_name not in BEFORE_ENROLMENT and two_step.must_enrol(request):
                return redirect("admin:account_two_step")
            return view(request, *args, **kwargs)

        update_wrapper(guarded, view)
        return super().admin_view(guarded, cacheable)

    @method_decorator([never_cache, csrf_protect])
    def code(self, request: HttpRequest) -> HttpResponse:
        request.current_app = self.name
        return sign_in.code(request, self)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own, except that the password alone may not be enough (sign_in.SignIn)."""
        index = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return redirect(index)
        context = {
            **self.each_context(request),
            "title": "Sign in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            "minutes": settings.SESSION_IDLE_SECONDS // 60,
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = index
        request.current_app = self.name
        view: Callable[..., Any] = sign_in.SignIn.as_view(
            extra_context={**context, **(extra_context or {})},
            authentication_form=self.login_form or AdminAuthenticationForm,
            template_name=self.login_template or "admin/login.html",
        )
        response: HttpResponse = view(request)
        return response
