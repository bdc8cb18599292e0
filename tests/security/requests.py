"""Requests of every kind, sound and odd, as Hypothesis makes them up."""

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.security.routes import GAPS, all_routes

OWN = sorted(name for name in all_routes() if not name.startswith("admin"))
ADMIN = sorted(name for name in all_routes() if name.startswith("admin"))
# What hardly fits anywhere: empty, huge, other digits, control characters, half of a character …
ODD = [
    "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\x7f\x1b[31m", "\r\nSet-Cookie: a=b",
    "\u202e3",
    "0", "-1", "-0", "+3", " 3 ", "3.0", "1e3", "1e999", "NaN", "Infinity", "0x10", "11", "10" * 30,
    "٣", "３", "三", "½", "2147483648", "9223372036854775808", "true", "None", "null", "[]", "{}",
    "0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01", "2026-03-09T00:00", "25:99",
    "Mars/Base",
    "00000000-0000-0000-0000-000000000000", "not-a-key", "../../etc/passwd", "//evil.example/",
    "https://evil.example/", "javascript:alert(1)", "<script>alert(1)</script>", '"><img src=x>',
    "' OR '1'='1", "1; DROP TABLE accounts_user", "{{ 7*7 }}", "{% debug %}", "%s%n%(x)s", "${7*7}",
    "👩‍👩‍👧‍👦", "e\u0301" * 50, "x" * 5_000, "9" * 5_000, "=cmd|' /C calc'!A0",
]  # fmt: skip
PLAUSIBLE = [
    "on", "3", "0", "10", "yes", "no", "unsure", "left", "right", "bar-hang", "seated-row",
    "2026-03-09",
    "2026-03-08", "2026-02-11", "kg", "lb", "2.5", "Europe/London", "pull-up-bar", "18_54", "some",
    "1",
    "11111111-1111-4111-8111-111111111111", "a quiet green lamp", "marked.owner@private.example",
]  # fmt: skip
values = st.one_of(
    st.sampled_from(ODD),
    st.sampled_from(PLAUSIBLE),
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)


@dataclass(frozen=True)
class Field:
    """A name and what is sent under it: of the page's own names, choices and hidden values by
    number, or made up."""

    name: int | str
    value: int | str


@dataclass(frozen=True)
class Step:
    """One request; `times` sends the very same one again."""

    route: str
    way: str
    fields: tuple[Field, ...]
    whole: bool
    body: str
    path: str | None
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    times: int


fields = st.builds(
    Field,
    name=st.one_of(st.integers(0, 30), st.sampled_from(["key", "next", "action", "login", "x"])),
    value=st.one_of(st.integers(0, 30), values),
)
HEADERS = {
    "HX-Request": ["true", "1", "\x00"],
    "HX-Current-URL": ["http://testserver/log/", "https://evil.example/", "http://[", "\x00"],
    "HX-Target": ["x", "<b>"],
    "Referer": ["http://testserver/today/", "https://evil.example/", "http://[::1", "nonsense"],
    "X-Forwarded-For": ["1.2.3.4", "nonsense", ",,", "[::1]:80", "1.2.3.4" * 100, ":80"],
    "X-Forwarded-Proto": ["https", "x"],
    "X-Request-ID": ["abc", "\x00", "x" * 5000],
    "Accept-Language": ["en", "xx-yy;q=z", "de" * 500],
    "Accept-Encoding": ["gzip", "\x00"],
    "Cookie": ["messages=x", "csrftoken=\xff", "sessionid=", "a" * 5000],
    "Range": ["bytes=0-1", "bytes=x"],
    "If-Modified-Since": ["x", "Sat, 29 Oct 1994 19:43:31 GMT"],
    "X-Entry-To": ["/today/morning/", "/settings/", "//x", "\x00"],
    "X-Entry-Person": ["x", "\xe9"],
    "X-Entry-Made-At": ["2026-03-09T08:00:00+00:00", "x", "9999-99-99", "-1"],
}
headers = st.sampled_from(sorted(HEADERS)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
)
steps = st.builds(
    Step,
    route=st.one_of(*[st.sampled_from(OWN)] * 5, st.sampled_from(ADMIN)),
    way=st.sampled_from(
        ["GET", "POST", "POST", "POST", "htmx", "PUT", "DELETE", "HEAD", "OPTIONS", "X"]
    ),
    fields=st.lists(fields, max_size=6).map(tuple),
    whole=st.booleans(),
    body=st.sampled_from(["form", "form", "form", "multipart", "json", "broken", "raw"]),
    path=st.one_of(st.none(), st.none(), values),
    query=st.lists(
        st.tuples(st.sampled_from(["q", "next", "first", "page", "on", "p"]), values), max_size=2
    ).map(tuple),
    headers=st.lists(headers, max_size=3).map(tuple),
    times=st.sampled_from([1, 1, 1, 2]),
)
cases = st.lists(steps, min_size=1, max_size=4)


def octets(text: str) -> bytes:
    """The text in UTF-8, with halves of characters as a broken client would send them."""
    return text.encode("utf-8", "surrogatepass")


def escaped(text: str) -> str:
    """The text for an address or a form."""
    return quote_from_bytes(octets(text), safe="")


def with_odd_end(url: str, odd: str, *, gaps: bool) -> str:
    """The address with its last part, or what follows it, put in place by something odd."""
    start, _, _last = url.rstrip("/").rpartition("/")
    return f"{start}/{escaped(odd)}/" if gaps else f"{url}{escaped(odd)}"


__all__ = ["GAPS", "Field", "Step", "cases", "escaped", "octets", "steps", "with_odd_end"]
