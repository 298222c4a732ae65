"""Result page, symptom pages. Read the request, one call, render."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from skincare_site.page_cache.reads import cacheable
from skincare_site.symptoms.models import LayName, Symptom, first_about, page_kinds
from skincare_site.symptoms.suggestions import suggest
from skincare_site.symptoms.tags import FEELS, PLACES

from . import asked, picker
from .find import find
from .forms import SearchForm
from .promoted import promoted_page

MOST = 60  # pages of each kind on a symptom's page; search lists the others


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """The answer to `?q=`. A symptom someone types is health information: it is counted, not kept (asked.py)."""
    form = SearchForm(request.GET)
    found = find(form.question(), at=timezone.now(), page=form.page_number())
    if request.method == "GET" and form.page_number() == 1 and not _is_staff(request):
        asked.record(found)
    context = {"form": form, "asked": form.question().strip()[:200], "found": found}
    if found.answer in ("no match", "nothing asked"):
        context["all_symptoms"] = Symptom.objects.all()
    return _kept_nowhere(render(request, "search/results.html", context))


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    """An answer whose address says something about somebody's health: out of caches, referrers and indexes."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """`/search/suggest/?q=re`: the options of the search box's list. Counted nowhere: nothing was asked yet."""
    options = [
        format_html('<li role="option" id="option-{}" aria-selected="false">{}</li>', number, text)
        for number, text in enumerate(suggest(request.GET.get("q", "")))
    ]
    return _kept_nowhere(HttpResponse("".join(options)))


def _is_staff(request: HttpRequest) -> bool:
    """Whether staff are asking. A visitor has no session cookie, and then nobody looks for one's owner."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


@require_safe
@cacheable
def symptoms(request: HttpRequest) -> HttpResponse:
    """The symptom picker, and under it the A to Z of symptoms under their own and their lay names."""
    if request.GET:
        return _kept_nowhere(_pick(request))
    rows: dict[str, list[tuple[str, Symptom, bool]]] = defaultdict(list)
    all_symptoms = list(Symptom.objects.all())
    by_key = {symptom.pk: symptom for symptom in all_symptoms}
    for symptom in all_symptoms:
        rows[symptom.name[0].upper()].append((symptom.name, symptom, True))
        if symptom.medical_name:
            rows[symptom.medical_name[0].upper()].append((symptom.medical_name, symptom, False))
    own = {name.casefold() for symptom in all_symptoms for name in (symptom.name, symptom.medical_name)}
    shown = LayName.objects.filter(kind=LayName.Kind.ALSO_CALLED, symptom__isnull=False)
    for phrase, key in shown.values_list("phrase", "symptom_id"):
        if phrase.casefold() not in own:
            rows[phrase[0].upper()].append((phrase, by_key[key], False))
    letters = [(letter, sorted(rows[letter], key=lambda row: row[0].casefold())) for letter in sorted(rows)]
    context = {"letters": letters, "all_symptoms": all_symptoms, **_choices(picker.read(request.GET))}
    return render(request, "search/symptoms.html", context)


def _choices(choice: picker.Choice) -> dict[str, Any]:
    return {"choice": choice, "feels": FEELS, "places": PLACES, "spans": picker.SPANS}


def _pick(request: HttpRequest) -> HttpResponse:
    """What is left of the symptoms after what, where and day."""
    choice = picker.read(request.GET)
    picked = picker.pick(choice, timezone.now())
    context = {"picked": picked, **_choices(choice)}
    if not picked.fits and not picked.other_days:
        context["all_symptoms"] = Symptom.objects.all()
    return render(request, "search/picked.html", context)


@require_safe
@cacheable
def symptom(request: HttpRequest, slug: str) -> HttpResponse:
    """One symptom: the page staff promoted, then its first explainers and tips, the ones mainly about it first."""
    shown = get_object_or_404(Symptom, slug=slug)
    first = promoted_page(shown)
    things, more = {}, False
    for model in page_kinds():
        rows = first_about(model, [shown.pk], MOST + 2)
        listed = [thing for thing in rows if thing != first]
        things[model.search_kind] = listed[:MOST]
        more = more or len(listed) > MOST
    names = shown.lay_names.filter(kind=LayName.Kind.ALSO_CALLED).values_list("phrase", flat=True)
    others = Symptom.objects.exclude(pk=shown.pk)
    return render(
        request, "search/symptom.html",
        {
            "symptom": shown, "first": first, "things": things, "more": more, "also_called": list(names),
            "others": others,
        },
    )  # fmt: skip
