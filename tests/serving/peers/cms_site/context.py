from django.http import HttpRequest


def filler(request: HttpRequest) -> dict[str, str]:
    """What every page of the peers needs (tests/serving/peers)."""
    kind = "list" if request.path == "/articles/" else "article"
    return {"filler": f"frame/{kind}.html"}
