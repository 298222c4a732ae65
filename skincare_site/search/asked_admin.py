"""Asked but not answered: staff turn patients' words into wordings, or set them aside. Every step can be undone."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from skincare_site.history.record import recorded
from skincare_site.symptoms.models import LayName, Symptom, page_kinds
from skincare_site.symptoms.vocabulary import build, content_roots, current

from .charts import board
from .find import Found, find
from .models import AskedPhrase

ADD = "symptoms.add_layname"
LOOK = "search.view_askedphrase"
SET_ASIDE = "search.change_askedphrase"
LISTED = 5  # results shown of before and after
ALIKE = 60  # percent of letters that a phrase must share to be called close, when no word is the same
UNDO_WITHIN = 8 * 60 * 60  # seconds: a working day
_SIGNED = "search.asked.undo"


class WordingForm(forms.ModelForm):
    """One wording for one symptom."""

    class Meta:
        model = LayName
        fields = ["symptom", "phrase"]
        labels = {"phrase": "Wording"}
        help_texts = {"phrase": "Leave out what says nothing about the symptom."}
        widgets = {"phrase": forms.TextInput(attrs={"class": "vTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["symptom"].required = True


def closest_symptom(found: Found) -> Symptom | None:
    """The symptom a weakly understood question is most likely about: recognised, or the first listed page's, or
    the one with the most words or letters in common. None when nothing is close: a guess would be one click
    from every patient's results."""
    if found.recognised:
        return found.recognised[0].symptom
    for hit in found.hits:
        if hit.thing.main_symptom:
            return hit.thing.main_symptom
    vocabulary = current()
    roots = set(content_roots(found.question.text))

    def shared(phrase: Any) -> float:
        return sum(sorted(vocabulary.rarity[part] for part in roots & set(phrase.roots))) / len(phrase.roots)

    best = max(vocabulary.phrases, key=shared, default=None)
    if best and not shared(best):
        from rapidfuzz import fuzz, process

        texts = {index: phrase.text for index, phrase in enumerate(vocabulary.phrases)}
        nearest = process.extractOne(found.question.text, texts, scorer=fuzz.ratio, score_cutoff=ALIKE)
        best = vocabulary.phrases[nearest[2]] if nearest else None
    return vocabulary.symptoms[best.target] if best else None


def after_adding(wording: LayName, question: str) -> Found:
    """The answer to `question` if `wording` were saved. Saved, asked and rolled back; the vocabulary it is asked
    with is this one's alone, so no visitor meets it."""
    with transaction.atomic():
        LayName(symptom_id=wording.symptom_id, phrase=wording.phrase, kind=wording.kind).save()
        found = find(question, at=timezone.now(), size=LISTED, vocabulary=build())
        transaction.set_rollback(True)
    return found


class StatusFilter(admin.SimpleListFilter):
    """What waits for staff, unless they ask for the rest."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*AskedPhrase.Status.choices, ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        chosen = self.value() or AskedPhrase.Status.OPEN
        for value, words in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": chosen == value, "query_string": query, "display": words}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value() or AskedPhrase.Status.OPEN
        return queryset if chosen == "all" else queryset.filter(status=chosen)


@admin.register(AskedPhrase)
class AskedPhraseAdmin(admin.ModelAdmin):
    list_display_links = None
    list_filter = [StatusFilter]
    search_fields = ["text"]
    search_help_text = "Search these questions"
    list_per_page = 50
    actions = None
    show_facets = admin.ShowFacets.NEVER
    change_list_template = "admin/search/asked.html"

    # Only what may be shown, to who may see it.

    def get_queryset(self, request: HttpRequest) -> QuerySet[AskedPhrase]:
        shown = AskedPhrase.objects.exclude(text="")
        return shown.annotate(asked=Sum("days__searches"), on=Count("days"))

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["-asked", "-last_asked"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AskedPhrase | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"search_askedphrase_{name}")

        return [
            own("how-search-does/", self.how_view, "how"),
            own("undo/", self.undo_view, "undo"),
            own("<row:pk>/not-for-us/", self.not_for_us_view, "not_for_us"),
            own("<row:pk>/reopen/", self.reopen_view, "reopen"),
            *super().get_urls(),
        ]

    # The list.

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "Asked but not answered", **(extra_context or {})})

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        may_write = self._explainer_address(request)

        def what_to_do(phrase: AskedPhrase) -> str:
            return format_html_join(
                " ", "{}", [(button,) for button in self._buttons(request, phrase, may_write)]
            )

        what_to_do.short_description = "what to do"  # type: ignore[attr-defined]
        return ["words", what_to_do, "searches", "on_days", "last_asked"]

    @admin.display(description="patients' words", ordering="text")
    def words(self, phrase: AskedPhrase) -> str:
        return format_html("<strong>{}</strong>", phrase.text)

    @admin.display(description="searches", ordering="asked")
    def searches(self, phrase: Any) -> int:
        return int(phrase.asked or 0)

    @admin.display(description="on days", ordering="on")
    def on_days(self, phrase: Any) -> int:
        return int(phrase.on)

    def _buttons(self, request: HttpRequest, phrase: AskedPhrase, explainer: str) -> list[str]:
        """Links and buttons of one row. The buttons post the list's own form to another address."""
        if phrase.status != AskedPhrase.Status.OPEN:
            back = self._address("reopen", phrase.pk)
            return [_button("Back to the list", back, phrase)] if request.user.has_perm(SET_ASIDE) else []
        made = []
        if request.user.has_perm(ADD):
            address = self._address("change", phrase.pk)
            made.append(_link("Add as a wording of …", address, phrase))
        if explainer:
            address = f"{explainer}?{urlencode({'title': phrase.text[:120].capitalize()})}"
            made.append(_link("Write an explainer", address, phrase))
        if request.user.has_perm(SET_ASIDE):
            made.append(_button("Not for us", self._address("not_for_us", phrase.pk), phrase))
        return made

    @staticmethod
    def _address(name: str, *args: Any) -> str:
        return reverse(f"admin:search_askedphrase_{name}", args=args)

    @staticmethod
    def _explainer_address(request: HttpRequest) -> str:
        """Where this person writes a new page of the kind that explains; "" when they may not."""
        for model in page_kinds():
            meta = model._meta
            if model.search_leads and request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
                try:
                    return reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
                except NoReverseMatch:
                    continue
        return ""

    # Adding a wording.

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page "Add as a wording of …": the answer before and after, and one click."""
        if not (request.user.has_perm(ADD) and request.user.has_perm(LOOK)):
            raise PermissionDenied
        rows = self.get_queryset(request)
        phrase = get_object_or_404(rows, pk=int(object_id) if object_id.isdecimal() else 0)
        before = find(phrase.text, at=timezone.now(), size=LISTED)
        start = {"symptom": closest_symptom(before), "phrase": _wording(phrase.text)}
        form = WordingForm(request.POST or None, initial=start)
        if request.method == "POST":
            if form.is_valid() and "_add" in request.POST:
                return self._add(request, phrase, form)
            wording = form.instance if form.is_valid() else None
        else:
            wording = LayName(**start) if start["symptom"] else None
        context = {
            **self.admin_site.each_context(request),
            "title": f"“{phrase.text}” is a wording of …",
            "opts": self.opts,
            "phrase": phrase,
            "form": form,
            "answers": [("Now", before)],
        }
        if wording is not None:
            context["answers"].append(("With this wording", after_adding(wording, phrase.text)))
        return TemplateResponse(request, "admin/search/wording.html", context)

    def _add(self, request: HttpRequest, phrase: AskedPhrase, form: WordingForm) -> HttpResponse:
        with recorded(
            request.user,
            f"Added “{form.instance.phrase}” from “{self.opts.verbose_name_plural}”.",
            [form.instance.symptom],
        ):
            wording = form.save()
            AskedPhrase.objects.filter(pk=phrase.pk).update(status=AskedPhrase.Status.ADDED)
            self.log_addition(request, wording, "Added from “Asked but not answered”.")
        token = signing.dumps([phrase.pk, wording.pk, wording.phrase, wording.symptom_id], salt=_SIGNED)
        said = format_html("“{}” is a wording of {} now.", wording.phrase, wording.symptom)
        return self._back(request, said, self._address("undo"), token)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest) -> HttpResponse:
        """Take back an added wording, as it was added: the signed token names it."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        try:
            token = signing.loads(request.POST.get("token", ""), salt=_SIGNED, max_age=UNDO_WITHIN)
        except signing.BadSignature:
            said = "This can't be undone here any more. Delete the wording in the list of wordings."
            messages.error(request, said)
            return HttpResponseRedirect(self._address("changelist"))
        phrase_pk, wording_pk, text, symptom_pk = token
        with recorded(request.user, f"Took “{text}” back.", Symptom.objects.filter(pk=symptom_pk)):
            rows = LayName.objects.filter(pk=wording_pk, phrase=text, symptom_id=symptom_pk)
            if rows:
                self.log_deletions(request, rows)
            rows.delete()
            AskedPhrase.objects.filter(pk=phrase_pk).update(status=AskedPhrase.Status.OPEN)
        messages.success(request, f"Undone: “{text}” is no wording any more.")
        return HttpResponseRedirect(self._address("changelist"))

    # Setting aside.

    @method_decorator(require_POST)
    def not_for_us_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        phrase = self._set(request, pk, AskedPhrase.Status.NOT_FOR_US)
        said = format_html("“{}” is set aside.", phrase.text)
        return self._back(request, said, self._address("reopen", pk))

    @method_decorator(require_POST)
    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        phrase = self._set(request, pk, AskedPhrase.Status.OPEN)
        messages.success(request, f"“{phrase.text}” is in the list again.")
        return HttpResponseRedirect(self._address("changelist"))

    def _set(self, request: HttpRequest, pk: int, status: str) -> AskedPhrase:
        if not request.user.has_perm(SET_ASIDE):
            raise PermissionDenied
        phrase = get_object_or_404(self.get_queryset(request), pk=pk)
        AskedPhrase.objects.filter(pk=pk).update(status=status)
        return phrase

    def _back(self, request: HttpRequest, said: str, undo: str, token: str = "") -> HttpResponse:
        """To the list, with a message and its Undo button, which posts the list's form (and its CSRF token)."""
        button = '{} <button form="changelist-form" formaction="{}" name="token" value="{}" class="undo">Undo</button>'
        messages.success(request, format_html(button, said, undo, token))
        return HttpResponseRedirect(self._address("changelist"))

    # How search does.

    @method_decorator(require_safe)
    def how_view(self, request: HttpRequest) -> HttpResponse:
        if not request.user.has_perm(LOOK):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "How search does",
            "opts": self.opts,
            "board": board(timezone.localdate()),
        }
        return TemplateResponse(request, "admin/search/how.html", context)


def _wording(text: str) -> str:
    """`text` as a wording: whole when it fits the field."""
    longest = LayName._meta.get_field("phrase").max_length or len(text)
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]


def _link(label: str, address: str, phrase: AskedPhrase) -> str:
    return format_html(
        '<a class="button" href="{}">{}<span class="visually-hidden">: {}</span></a>',
        address,
        label,
        phrase.text,
    )


def _button(label: str, address: str, phrase: AskedPhrase) -> str:
    return format_html(
        '<button class="button" formaction="{}">{}<span class="visually-hidden">: {}</span></button>',
        address, label, phrase.text,
    )  # fmt: skip
