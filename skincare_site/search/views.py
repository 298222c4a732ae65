"""Result page, symptom pages. Read the request, one call, render."""

from collections import defaultdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from skincare_site.symptoms.models import LayName, Symptom, page_kinds

from . import asked
from .find import find
from .forms import SearchForm
from .promoted import promoted_page


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
    response = render(request, "search/results.html", context)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _is_staff(request: HttpRequest) -> bool:
    """Whether staff are asking. A visitor has no session cookie, and then nobody looks for one's owner."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff


@require_safe
def symptoms(request: HttpRequest) -> HttpResponse:
    """A to Z of symptoms under their own and their lay names."""
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
    return render(request, "search/symptoms.html", {"letters": letters, "all_symptoms": all_symptoms})


@require_safe
def symptom(request: HttpRequest, slug: str) -> HttpResponse:
    """One symptom: the page staff promoted, then its explainers and tips, the ones it is mainly about first."""
    shown = get_object_or_404(Symptom, slug=slug)
    first = promoted_page(shown)
    things = {}
    for model in page_kinds():
        rows = model._default_manager.visible().filter(main_symptom=shown)
        more = model._default_manager.visible().filter(symptoms=shown).exclude(main_symptom=shown)
        listed = [*rows.order_by("title"), *more.order_by("title").distinct()]
        things[model.search_kind] = [thing for thing in listed if thing != first]
    names = shown.lay_names.filter(kind=LayName.Kind.ALSO_CALLED).values_list("phrase", flat=True)
    others = Symptom.objects.exclude(pk=shown.pk)
    return render(
        request, "search/symptom.html",
        {"symptom": shown, "first": first, "things": things, "also_called": list(names), "others": others},
    )  # fmt: skip
