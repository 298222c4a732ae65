"""A limit before any password is hashed: a flood of sign-in tries must not take the processor from visitors.

Hashing one password takes a third of a second of one core. Per process: one hash at a time, a short queue, and so
many a minute in all and for each address. The shared cache, where there is one, adds the same over all processes;
when it is gone the process's own limit stays. A browser that has signed in before (its signed cookie says so) has
its own allowance, so that staff get in while strangers knock. Guessing one password is axes' business.
"""

import ipaddress
import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from . import browsers
from .addresses import may_be_admin

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
MOST_KEYS = 2000  # counters in memory
QUEUE = 2  # requests that may wait for the hash before them
WAIT = 2.0  # seconds that they wait
NAMES = ("login", "account_code", "password_change", "account_two_step", "account_codes", "account_remove")


class Counters:
    """Counts by key in windows of a minute. Holds at most MOST_KEYS, the newest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[tuple[str, int], int] = OrderedDict()

    def add(self, key: str, window: int) -> int:
        """The count of `key` in this window with this one."""
        with self._lock:
            count = self._counts.pop((key, window), 0) + 1
            self._counts[key, window] = count
            while len(self._counts) > MOST_KEYS:
                self._counts.popitem(last=False)
            return count

    def clear(self) -> None:
        with self._lock:
            self._counts.clear()

    def __len__(self) -> int:
        return len(self._counts)


counters = Counters()
_hashing = threading.BoundedSemaphore(1)
_queue = threading.BoundedSemaphore(1 + QUEUE)


def _shared(key: str, window: int) -> int:
    """The count over all processes; 0 when the cache does not answer."""
    name = f"sign-in:{key}:{window}"
    try:
        cache.add(name, 0, 2 * WINDOW)
        return int(cache.incr(name))
    except Exception as error:  # each cache has its own errors; none may stop anybody from signing in
        logger.warning("The shared sign-in limit is not counted: %s", type(error).__name__)
        return 0


def _place(address: str) -> str:
    """The address as a keyed hash, an IPv6 one by its /64: whoever has one has them all."""
    try:
        parsed = ipaddress.ip_address(address)
        if parsed.version == 6:
            address = str(ipaddress.ip_network((parsed, 64), strict=False))
    except ValueError:
        address = ""
    return salted_hmac("sign-in limit", address).hexdigest()[:16]


def refused_for(request: HttpRequest) -> int:
    """0 when this try may go on; else the seconds until the next one may."""
    now = time.time()
    window = int(now // WINDOW)
    wait = max(1, math.ceil((window + 1) * WINDOW - now))
    mine, all_in_all = settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL
    if browser := str(browsers.known(request).get("id", "")):
        limits = [(f"browser:{browser}", mine)]
    else:
        # The address first: one that is over its own limit takes nothing from everybody's.
        limits = [(f"at:{_place(request.META.get('REMOTE_ADDR', ''))}", mine), ("all", all_in_all)]
    # All of the process's own limits first: they also bound how many keys a flood writes into the shared cache.
    over = any(counters.add(key, window) > most for key, most in limits)
    return wait if over or any(_shared(key, window) > most for key, most in limits) else 0


def _too_many(wait: int) -> HttpResponse:
    # Without the request: what the site's templates know of themselves lies in the database.
    response = HttpResponse(render_to_string("admin/too_many.html", {"wait": wait}), status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store, private"
    return response


def limit_sign_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Stands before sessions and accounts: a refused try asks no database."""
    paths: set[str] = set()

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not may_be_admin(request.path):
            return get_response(request)
        if not paths:
            paths.update(reverse(f"admin:{name}") for name in NAMES)
        if request.path not in paths:
            return get_response(request)
        # The queue first: what is turned away here was not hashed and uses up nobody's allowance.
        if not _queue.acquire(blocking=False):
            return _too_many(2)
        try:
            if wait := refused_for(request):
                return _too_many(wait)
            if not _hashing.acquire(timeout=WAIT):
                return _too_many(2)
            try:
                return get_response(request)
            finally:
                _hashing.release()
        finally:
            _queue.release()

    return middleware
