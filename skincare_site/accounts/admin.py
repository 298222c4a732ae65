"""What of other packages' forms for accounts is shown, and how.

django-otp brings forms that show the secret keys of other people's devices. Ours need none of them (site.py).
"""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

for _model in (TOTPDevice, StaticDevice):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)

admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's own, except that a superuser too changes their own password where the old one is asked for."""

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        if str(request.user.pk) == id:
            return redirect("admin:password_change")
        answer: HttpResponse = super().user_change_password(request, id, form_url)
        return answer
