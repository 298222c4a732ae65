"""The admin's addresses, and with them everything that only staff need (when_asked.py)."""

from django.contrib import admin

admin.autodiscover()
urlpatterns = admin.site.get_urls()
