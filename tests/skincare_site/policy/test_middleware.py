"""The policy of usual answers is written once: the same words as django-csp's, and whoever asks for more still gets it."""

from csp.constants import NONCE, SELF
from csp.decorators import csp_exempt, csp_replace, csp_update
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from skincare_site.policy import middleware
from skincare_site.policy.middleware import ContentPolicy


def usual(request):
    return HttpResponse()


@csp_replace({"script-src": [SELF, NONCE]})
def with_nonce(request):
    request._csp_nonce = "MDEyMw=="  # the same one for both
    return HttpResponse(str(request.csp_nonce))


more = csp_update({"img-src": ["data:"]})(usual)
exempt = csp_exempt()(usual)


def directives(response):
    policy = response.get("Content-Security-Policy", "")
    return {tuple(sorted(part.split())) for part in policy.split(";") if part.strip()}


def test_each_answer_has_the_policy_that_django_csp_gives_it(rf, monkeypatch):
    written, really = [], middleware.build_policy
    monkeypatch.setattr(middleware, "build_policy", lambda: written.append(really()) or written[-1])
    ours, theirs = (kind(lambda request: request.view(request)) for kind in (ContentPolicy, CSPMiddleware))

    found = {}
    for view in (usual, more, with_nonce, exempt, usual):
        request, other = rf.get("/"), rf.get("/")
        request.view = other.view = view
        found[view] = directives(ours(request))
        assert found[view] == directives(theirs(other))

    assert ("'nonce-MDEyMw=='", "'self'", "script-src") in found[with_nonce]
    assert ("'self'", "data:", "img-src") in found[more]
    assert ("'self'", "img-src") in found[usual]
    assert not found[exempt]
    assert len(written) == 1
