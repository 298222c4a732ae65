"""The page that staff chose to answer a symptom first. Ignored while it is not public or not about the symptom."""

from skincare_site.symptoms.models import Symptom, SymptomPage

from .models import PromotedPage
from .pages import page_of


def page_behind(promoted: PromotedPage) -> SymptomPage | None:
    return page_of(f"{promoted.kind}:{promoted.object_id}")


def promoted_page(symptom: Symptom) -> SymptomPage | None:
    """The page that stands first on the symptom's own page, or None."""
    promoted = PromotedPage.objects.filter(symptom=symptom).first()
    page = page_behind(promoted) if promoted else None
    return page if page and page.is_visible() and symptom.pk in page.symptom_ids() else None


def forget(page: SymptomPage) -> None:
    """A page is being deleted: it is nobody's first page any more."""
    PromotedPage.objects.filter(kind=page.search_kind, object_id=page.pk).delete()
