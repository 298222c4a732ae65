"""Fills one site of ours: `python -m tests.serving.content SIZE OUT.json`, in a process of its own.

OUT.json gets the texts of the public explainers for the peers and the addresses to ask for. With `session` in the place
of SIZE it gets a superuser's cookie.
"""

import json
import secrets
import sys
from pathlib import Path
from typing import Any

PEERS_AT_MOST = 5000  # texts: peers are filled with the small site only
FILLING = 20_000  # addresses that fill the cache


def texts() -> dict[str, Any]:
    """The first public explainers with their symptoms and days, as the peers get them; one in the middle to ask for.

    In the middle, so that no site answers from the first rows of its table.
    """
    from aftercare.models import CareTip
    from articles.models import Article
    from skincare_site.clinics.models import Clinic
    from skincare_site.symptoms.models import Symptom

    pages = Article.objects.visible().order_by("title", "pk")
    slugs = list(pages.values_list("slug", flat=True)[:FILLING])
    middle = [slug for slug in slugs if slug.startswith("bench-")] or slugs
    article = pages.select_related("main_symptom").get(slug=middle[len(middle) // 2])
    parts = ["what_it_is", "course_note", "what_you_can_do", "why_it_happens", "who_is_more_likely"]
    articles = [
        {
            "slug": page.slug,
            "title": page.title,
            "summary": page.summary,
            "parts": [part for name in parts if (part := getattr(page, name))],
            "symptoms": [symptom.slug for symptom in page.all_symptoms()],
            "starts": page.starts_day,
            "ends": page.call_after_day,
            "published": page.publish_at.isoformat(),
        }
        for page in pages.select_related("main_symptom").prefetch_related("symptoms")[:PEERS_AT_MOST]
    ]
    return {
        "articles": articles,
        "symptoms": list(Symptom.objects.values("slug", "name", "patient_words")),
        "slugs": slugs,
        "addresses": [
            page.get_absolute_url() for kind in (CareTip, Clinic, Symptom) for page in kind.objects.all()
        ],
        "article": article.slug,
        "symptom": article.main_symptom.slug if article.main_symptom else "redness",
    }


def superuser_cookie() -> str:
    """A new session of somebody who may open every admin list, as a Cookie header."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    user = get_user_model().objects.create_superuser(
        f"bench-{secrets.token_hex(4)}", password=secrets.token_urlsafe(20)
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def fill_site(size: int) -> None:
    """Tables, starter content, pages up to `size`, and the static files where the settings want them hashed and they are not there yet."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.management import call_command

    from tests.bench.documents import fill, timed

    call_command("migrate", verbosity=0)
    call_command("load_starter_content", verbosity=0)
    fill(size)
    is_hashed = hasattr(staticfiles_storage, "manifest_name")
    if is_hashed and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        timed("static files", lambda: call_command("collectstatic", interactive=False, verbosity=0))


def main() -> None:
    what, out = sys.argv[1], Path(sys.argv[2])
    import django

    django.setup()
    if what == "session":
        out.write_text(superuser_cookie())
        return
    fill_site(int(what))
    out.write_text(json.dumps(texts()))


if __name__ == "__main__":
    main()
