"""What people read on a page: its words without the tags, in one line."""

import re
from html import unescape
from typing import Any


def words(html: str) -> str:
    """The words of some HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def text(response: Any) -> str:
    """The words of a page that was answered."""
    return words(response.content.decode())
