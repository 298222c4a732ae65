"""Addresses that are loaded when somebody first asks for one of them.

The admin, with its forms and the libraries behind them, is a quarter of the time until a worker's first page and 8 MB
of its memory, and most workers answer patients only; of the pages for patients that one does not ask for it is a tenth.
Commands, checks and tests load all of it at the start.
"""

import threading
from importlib import import_module
from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
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


class _View:
    """Stands for a view until a path of it is asked for; has what the view says of itself, such as `is_cacheable`."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    @cached_property
    def _view(self) -> Any:
        return getattr(import_module(self._module), self._name)

    def __call__(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response: HttpResponse = self._view(request, *arguments, **named)
        return response

    def __getattr__(self, name: str) -> Any:
        # At the first `reverse` Django asks every view for its name and for a class behind it.
        if name.startswith("__") or name == "view_class":
            raise AttributeError(name)
        return getattr(self._view, name)


class _Views:
    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> _View:
        return _View(self._module, name)


def views_of(module: str) -> Any:
    """This module of views. A process that answers visitors imports it when one of them first asks for one of its pages."""
    return _Views(module) if is_serving else import_module(module)
