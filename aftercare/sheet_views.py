"""The printable care sheet of a treatment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from skincare_site.clinics.models import Clinic, RedFlagCard
from skincare_site.page_cache.reads import cacheable
from skincare_site.seo.addresses import absolute
from skincare_site.symptoms.models import Treatment

from .models import CareTip
from .phases import PHASES
from .recovery import USUAL_FIRST, in_sentence


@require_safe
@cacheable
def sheet(request: HttpRequest, treatment: str) -> HttpResponse:
    """Two letter pages to take home; the code on it leads to this address, where the newest version is."""
    # Only here: most processes never draw one.
    import segno

    from .sheet import MOST_CLINICS, sheet_of

    found = get_object_or_404(Treatment, slug=treatment)
    tips = list(
        CareTip.objects.visible()
        .filter(treatment=found)
        .select_related("main_symptom")
        .prefetch_related("symptoms")
    )
    clinics = list(Clinic.objects.all()[:MOST_CLINICS])
    phones = [f"{clinic.name}: {clinic.phone} {_('example number')}" for clinic in clinics]
    cards = RedFlagCard.objects.all().in_order_of_urgency()
    effects = Article.objects.visible().filter(treatment=found, main_symptom__isnull=False)
    usual = {key: USUAL_FIRST[common] for key, common in effects.values_list("main_symptom", "how_common")}
    heading = _("Care after %(treatment)s") % {"treatment": in_sentence(found.name)}
    address = absolute(request, request.path)
    code = segno.make(address, error="m", micro=False)
    response = render(
        request,
        "aftercare/sheet.html",
        {
            "treatment": found,
            "heading": heading,
            "sheet": sheet_of(
                tips, heading, phones, [(str(card.heading), card.line_list) for card in cards], usual
            ),
            "phases": PHASES,
            "clinics": clinics,
            "cards": cards,
            "address": address,
            # segno draws from the address alone: rectangles as one path, no text of ours inside.
            "code": mark_safe(
                code.svg_inline(border=4, omitsize=True, light="white", svgclass="qr", lineclass=None)
            ),
        },
    )
    response["X-Robots-Tag"] = "noindex"
    return response
