"""The content policy on every answer: django-csp's, which writes it anew each time, with the usual one written once."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import cached_property


class ContentPolicy(CSPMiddleware):
    """Answers that ask for more (`csp_update`, a nonce) go to django-csp."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        asks_for_more = hasattr(request, "_csp_nonce") or any(
            name.startswith("_csp_") for name in vars(response)
        )
        if asks_for_more or settings.DEBUG or HEADER in response:
            return super().process_response(request, response)
        response[HEADER] = self._usual
        return response

    @cached_property
    def _usual(self) -> str:
        return build_policy()
