"""The terms that pages use, and that can't be deleted while something uses them (publishing.uses)."""

from collections.abc import Iterator
from typing import Any

from skincare_site.clinics.models import Clinic
from skincare_site.images import uses as picture_uses
from skincare_site.images.models import Picture
from skincare_site.publishing.models import Reviewer, Source
from skincare_site.publishing.uses import USES, Use, protect
from skincare_site.symptoms.models import Symptom, Treatment


def protect_all() -> None:
    """Called once, when the apps are ready."""
    protect(Symptom, Treatment, Source, Reviewer, Clinic, Picture)
    USES.append(_in_texts)


def _in_texts(term: Any) -> Iterator[Use]:
    """Texts that show a picture: the picture library knows them, publishing does not."""
    if isinstance(term, Picture):
        for find in picture_uses.USES:
            for thing, _field in find(term.pk):
                yield Use.by(thing)
