"""One page of any kind as a form value: `article:12`, chosen from one list grouped by kind."""

from collections.abc import Iterable

from skincare_site.symptoms.models import SymptomPage, page_kinds

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def page_key(page: SymptomPage) -> str:
    return f"{page.search_kind}:{page.pk}"


def page_of(key: str) -> SymptomPage | None:
    """The page behind a key, public or not; None when there is none."""
    kind, _colon, pk = key.partition(":")
    model = next((model for model in page_kinds() if model.search_kind == kind), None)
    if model is None or not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    rows = model._default_manager.select_related("main_symptom").prefetch_related("symptoms")
    return rows.filter(pk=int(pk)).first()


def page_choices(kinds: Iterable[type[SymptomPage]], *, public: bool) -> Choices:
    """An empty choice, then every page of `kinds` by title under the name of its kind; or only what is public."""
    choices: Choices = [("", "---------")]
    for model in kinds:
        rows = model._default_manager.visible() if public else model._default_manager.all()
        titles = rows.order_by("title", "pk").values_list("pk", "title")
        group = [(f"{model.search_kind}:{pk}", title) for pk, title in titles]
        choices.append((str(model._meta.verbose_name_plural).capitalize(), group))
    return choices
