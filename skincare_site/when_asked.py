"""Addresses that are loaded when somebody first asks for one of them.

The admin, with its forms and the libraries behind them, is a quarter of the time until a worker's first page and 8 MB
of its memory, and most workers answer patients only. Commands, checks and tests load it at the start.
"""

import threading
from importlib import import_module
from types import ModuleType

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import get_language

is_serving = False  # set by wsgi.py: this process answers visitors


class WhenAsked(URLResolver):
    """`include()` under a namespace that imports `module` no sooner than a path begins with `route` or a name in the
    namespace is reversed."""

    _loading = threading.RLock()

    def __init__(self, route: str, module: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    @cached_property
    def urlconf_module(self) -> ModuleType:
        """Loaded by one thread: two that ask first would make two admin sites and register half of everything on each."""
        with self._loading:
            return import_module(self.urlconf_name)  # type: ignore[arg-type]

    def _populate(self) -> None:
        """Django looks through every resolver at the first `reverse`. For a name under a namespace it makes another
        resolver, from this one's `url_patterns`."""
        for names in ("_reverse_dict", "_namespace_dict", "_app_dict"):
            getattr(self, names)[get_language()] = MultiValueDict()
        self._populated = True
