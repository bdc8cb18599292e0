"""Counts answers for /metrics, where an operator wants them."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from backrehab.operations.counters import counters


class CountingMiddleware:
    """Outermost but for the log: refusals of a host name count as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        # The code may have been read long before, in the process that started this one.
        counters.started_at = time.time()
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note how it went and how long it took."""
        began = time.perf_counter()
        response = self.get_response(request)
        counters.note(
            method=request.method or "",
            status=response.status_code,
            seconds=time.perf_counter() - began,
        )
        return response
