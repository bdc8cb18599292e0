"""Close a streamed answer in the middle of a test."""

from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase


def close(answer: HttpResponseBase) -> None:
    """As the test client does it: the end of a request must not end the test's transaction too."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
