from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from skincare_site.when_asked import views_of

views = views_of("skincare_site.search.views")

app_name = "search"


def try_page(request: HttpRequest) -> HttpResponse:
    """Loaded when staff ask for it, as everything of theirs (when_asked.py)."""
    reverse("admin:index")  # loads the admin, if nobody has been there
    from . import trying_admin

    response: HttpResponse = admin.site.admin_view(trying_admin.try_page)(request)
    return response


urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/suggest/", views.suggestions, name="suggest"),
    path("symptoms/", views.symptoms, name="symptoms"),
    path("symptoms/<short_slug:slug>/", views.symptom, name="symptom"),
    path("admin/search/try/", try_page, name="try"),
]
