"""The site's addresses, and one that fails with what was typed in its message and in its variables."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from skincare_site.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
def failing(request: HttpRequest, word: str) -> HttpResponse:
    typed = request.GET.get("q", "") or request.POST.get("q", "")
    raise ValueError(f"cannot read {typed} and {word}")


urlpatterns = [path("failing/<str:word>/", failing), *urlpatterns]
