"""Staff try a patient's words, keep phrases as checks, and choose the page that answers a symptom first."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from skincare_site.symptoms.models import Symptom, SymptomPage, page_kinds

from .kept import Checked, check, try_address
from .models import KeptPhrase, PromotedPage
from .pages import page_choices, page_key, page_of
from .promoted import page_behind
from .trying import SHOWN_AHEAD, Tried, try_words
from .weights import PAGE_SIZE

LOOK = "symptoms.view_layname"
KEEP = "search.add_keptphrase"
SHOWN_KEPT = 25  # kept phrases checked on the page; the list in the admin has them all


class TryForm(forms.Form):
    """A patient's words, and from where to look at the answer."""

    phrase = forms.CharField(
        label="What a patient may type",
        max_length=200,
        help_text="With the mistakes and all, for example “my face is pealing day 3”.",
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    page = forms.ChoiceField(
        label="Your page",
        required=False,
        error_messages={"invalid_choice": "This page is not there any more."},
        help_text="Leave empty to see only what patients get.",
    )
    symptom = forms.ModelChoiceField(
        Symptom.objects.all(),
        label="Or your symptom",
        required=False,
        error_messages={"invalid_choice": "This symptom is not there any more."},
    )

    def __init__(self, *args: Any, kinds: list[type[SymptomPage]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = page_choices(kinds, public=False)  # type: ignore[attr-defined]

    def clean_page(self) -> SymptomPage | None:
        return page_of(self.cleaned_data["page"])


class KeepForm(forms.ModelForm):
    """The phrase just tried, and the symptom it must lead to."""

    class Meta:
        model = KeptPhrase
        fields = ["phrase", "symptom"]
        widgets = {"phrase": forms.HiddenInput}
        labels = {"symptom": "It must lead to"}
        error_messages = {"phrase": {"unique": "This phrase is kept as a check already."}}


@require_http_methods(["GET", "HEAD", "POST"])
def try_page(request: HttpRequest) -> HttpResponse:
    """`/admin/search/try/?phrase=…&page=article:3`: reads and tells. A POST keeps the phrase as a check."""
    if not request.user.has_perm(LOOK):
        raise PermissionDenied
    if request.method == "POST":
        return _keep(request)
    kinds = [
        model
        for model in page_kinds()
        if request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    ]
    if "phrase" in request.GET:
        form = TryForm(request.GET, kinds=kinds)
    else:
        form = TryForm(initial=request.GET.dict(), kinds=kinds)
    context = {**admin.site.each_context(request), "title": "Try a patient’s words", "form": form}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        tried = try_words(given["phrase"], at=timezone.now(), page=given["page"], symptom=given["symptom"])
        context |= _told(request, given["phrase"], tried)
    else:
        context["kept"] = _kept([])
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/search/try.html", context)


def _told(request: HttpRequest, phrase: str, tried: Tried) -> dict[str, Any]:
    """What the page shows of a tried phrase."""
    about = [tried.symptom] if tried.symptom else []
    about += tried.page.all_symptoms() if tried.page else []
    about += tried.found.symptoms
    context: dict[str, Any] = {
        "tried": tried,
        "shown": tried.lines[:PAGE_SIZE],
        "ahead": tried.ahead[:SHOWN_AHEAD],
        "promote": _promote_links(request, tried.found.symptoms[:1]),
        "kept": _kept(about),
    }
    if request.user.has_perm(KEEP):
        context["keep_form"] = KeepForm(
            initial={"phrase": phrase, "symptom": about[0] if about else None}, auto_id="id_keep_%s"
        )
        context["page_value"] = page_key(tried.page) if tried.page else ""
    return context


def _kept(about: list[Symptom]) -> list[Checked]:
    """The kept phrases of these symptoms, or the first of all, each asked now."""
    rows = KeptPhrase.objects.select_related("symptom")
    if about:
        rows = rows.filter(symptom__in={symptom.pk for symptom in about})
    return check(rows[:SHOWN_KEPT], timezone.now())


def _promote_links(request: HttpRequest, symptoms: list[Symptom]) -> list[tuple[str, str]]:
    """(sentence, address) to choose the first page of each symptom, for who may."""
    links = []
    for symptom in symptoms:
        promoted = PromotedPage.objects.filter(symptom=symptom).first()
        if promoted and request.user.has_perm("search.change_promotedpage"):
            address = reverse("admin:search_promotedpage_change", args=[promoted.pk])
            links.append((f"Change the page promoted for {symptom.name}", address))
        elif not promoted and request.user.has_perm("search.add_promotedpage"):
            address = f"{reverse('admin:search_promotedpage_add')}?symptom={symptom.pk}"
            links.append((f"Promote another page for {symptom.name}", address))
    return links


def _keep(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(KEEP):
        raise PermissionDenied
    form = KeepForm(request.POST)
    if form.is_valid():
        form.instance.created_by = request.user
        kept = form.save()
        if check([kept], timezone.now())[0].passes:
            messages.success(request, f"Kept. “{kept.phrase}” leads to {kept.symptom} now.")
        else:
            words = f"Kept. It does not pass yet: “{kept.phrase}” does not lead to {kept.symptom} now."
            messages.warning(request, words)
    else:
        for problems in form.errors.values():
            messages.error(request, " ".join(str(problem) for problem in problems))
    # Back to the same question, seen from the same place.
    names = ["phrase", "page"] if request.POST.get("page") else ["phrase", "symptom"]
    given = {name: request.POST.get(name, "")[:200].replace("\x00", "") for name in names}
    return HttpResponseRedirect(try_address(**given))


@admin.register(KeptPhrase)
class KeptPhraseAdmin(admin.ModelAdmin):
    """The list of checks. A phrase is kept where it was tried, so nothing is added or changed here."""

    change_list_template = "admin/search/keptphrase/change_list.html"
    list_display = ["phrase", "symptom", "passes_now", "try_it", "created_by"]
    list_display_links = None
    list_filter = ["symptom"]
    list_select_related = ["symptom", "created_by"]
    list_per_page = 50
    search_fields = ["phrase"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="now")
    def passes_now(self, kept: KeptPhrase) -> str:
        return _badge(check([kept], timezone.now())[0].passes)

    @admin.display(description="why")
    def try_it(self, kept: KeptPhrase) -> str:
        address = try_address(phrase=kept.phrase, symptom=kept.symptom_id)
        return format_html('<a href="{}">See why<span class="visually-hidden">: {}</span></a>', address, kept)


def _badge(passes: bool) -> str:
    state, words = ("published", "Passes") if passes else ("failing", "Fails")
    return format_html('<span class="badge badge-{}">{}</span>', state, words)


class PromotedPageForm(forms.ModelForm):
    """A symptom and one of the public pages about it."""

    page = forms.ChoiceField(
        label="page",
        help_text="Comes first for this symptom, in search and on the symptom’s own page. Must be about it.",
        error_messages={"invalid_choice": "This page is not public any more. Choose another one."},
    )

    class Meta:
        model = PromotedPage
        fields = ["symptom"]
        error_messages = {
            "symptom": {"unique": "A page is promoted for this symptom already. Change that one."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = page_choices(page_kinds(), public=True)
        now = page_behind(self.instance) if self.instance.pk else None
        if now is not None:
            self.initial["page"] = page_key(now)
            if not now.is_visible():
                choices.append((page_key(now), f"{now.title} (not public now, so it is ignored)"))
        self.fields["page"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        symptom, key = given.get("symptom"), given.get("page")
        if not key:
            return given
        page = page_of(key)
        if page is None:
            self.add_error("page", "This page is not there any more. Choose another one.")
        elif symptom and symptom.pk not in page.symptom_ids():
            own = ", ".join(one.name for one in page.all_symptoms()) or "no symptom"
            self.add_error(
                "page",
                f"“{page.title}” is not about {symptom.name} (it is about: {own}). "
                f"Choose a page about it, or add {symptom.name} to that page first.",
            )
        else:
            self.instance.kind, self.instance.object_id = page.search_kind, page.pk
        return given


@admin.register(PromotedPage)
class PromotedPageAdmin(admin.ModelAdmin):
    form = PromotedPageForm
    list_display = ["symptom", "page_now"]
    list_select_related = ["symptom"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        looks_only = obj is not None and not self.has_change_permission(request, obj)
        return ["symptom", "page_now"] if looks_only else ["symptom", "page"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "symptom" and field is not None:
            # Choosing is all that is done here; the symptom itself is edited in its own form.
            for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, name, False)
        return field

    @admin.display(description="page")
    def page_now(self, promoted: PromotedPage) -> str:
        page = page_behind(promoted)
        if page is None:
            return "Gone"
        if promoted.symptom_id not in page.symptom_ids():
            return f"{page.title} (not about it any more, so it is ignored)"
        return page.title if page.is_visible() else f"{page.title} (not public now, so it is ignored)"
