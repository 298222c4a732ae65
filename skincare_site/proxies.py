"""Proxies in front of the site: whose word counts for who asks, and over what."""

from typing import Any


def behind_proxies(application: Any, trusted: list[str]) -> Any:
    """`application`, told by these proxies, and by nobody else, who asks and whether it was over https."""
    if not trusted:
        return application
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    return wrap_wsgi_with_proxy_headers(application, trusted)
