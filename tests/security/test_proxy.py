"""Signing in behind a reverse proxy, with TLS and without; what a wrong set-up says."""

import http.client
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.security.installation import EMAIL, PASSWORD, make_database, serving
from tests.security.reverse_proxy import Proxy, running, self_signed

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SIGN_IN = "/accounts/login/"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Visitor:
    """A browser as far as it matters here: it keeps cookies; Secure ones travel over TLS only."""

    port: int
    trust: ssl.SSLContext | None = None
    host: str = ""
    cookies: dict[str, Morsel[str]] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"{'https' if self.trust else 'http'}://localhost:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        if self.trust:
            line = http.client.HTTPSConnection("localhost", self.port, context=self.trust)
        else:
            line = http.client.HTTPConnection("localhost", self.port)
        sent = {n: m for n, m in self.cookies.items() if self.trust or not m["secure"]}
        headers["Cookie"] = "; ".join(f"{name}={m.value}" for name, m in sent.items())
        headers["Host"] = self.host or f"localhost:{self.port}"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        for cookie in answer.msg.get_all("Set-Cookie", []):
            self.cookies |= SimpleCookie(cookie)
        text = answer.read().decode()
        line.close()
        return Answer(answer.status, answer.msg, text)

    def sign_in(self, origin: str = "", email: str = EMAIL) -> Answer:
        """Fill in the form that is really on the page and send it as a browser would."""
        token = TOKEN.search(self.ask("GET", SIGN_IN).text)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD}
        return self.ask(
            "POST",
            SIGN_IN,
            urlencode(form),
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": origin or self.origin,
                "Referer": self.origin + SIGN_IN,
            },
        )


@dataclass(frozen=True)
class Site:
    """One server, the proxies in front of it, and whom a visitor trusts."""

    encrypted: Proxy
    plain: Proxy
    trust: ssl.SSLContext

    def visitor(self, *, tls: bool, host: str = "") -> Visitor:
        if tls:
            return Visitor(self.encrypted.port, self.trust, host)
        return Visitor(self.plain.port, None, host)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def database(folder: Path) -> Path:
    return make_database(folder)


def site(folder: Path, database: Path, *, https: bool) -> Iterator[Site]:
    """A server whose SITE_URL names the proxy with TLS, or the one without."""
    server, client = self_signed(folder)
    with running(Proxy(tls=server)) as encrypted, running(Proxy()) as plain:
        port = encrypted.port if https else plain.port
        url = f"{'https' if https else 'http'}://localhost:{port}"
        with serving(database, SITE_URL=url) as upstream:
            encrypted.upstream = plain.upstream = upstream
            yield Site(encrypted, plain, client)


@pytest.fixture(scope="module")
def secure(folder: Path, database: Path) -> Iterator[Site]:
    yield from site(folder, database, https=True)


@pytest.fixture(scope="module")
def unencrypted(folder: Path, database: Path) -> Iterator[Site]:
    yield from site(folder, database, https=False)


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test spoils is put right again."""
    yield
    for name in {"secure", "unencrypted"} & set(request.fixturenames):
        one: Site = request.getfixturevalue(name)
        for proxy in (one.encrypted, one.plain):
            proxy.says_scheme = proxy.keeps_host = proxy.keeps_port = True
            proxy.visitor = Proxy.visitor


def flags(morsel: Morsel[str]) -> tuple[bool, bool, str, str, str]:
    return (
        bool(morsel["secure"]),
        bool(morsel["httponly"]),
        morsel["samesite"],
        morsel["path"],
        morsel["domain"],
    )


def test_with_tls(secure: Site) -> None:
    visitor = secure.visitor(tls=True)
    answer = visitor.sign_in()
    assert (answer.status, answer.headers["Location"]) == (302, "/today/")
    assert visitor.ask("GET", "/settings/").status == 200
    assert set(visitor.cookies) >= {"__Host-csrftoken", "__Host-sessionid"}
    assert [name for name in visitor.cookies if not name.startswith("__Host-")] == []
    assert {flags(cookie) for cookie in visitor.cookies.values()} == {(True, True, "Lax", "/", "")}
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=63072000; includeSubDomains; preload"
    )


def test_without_tls(unencrypted: Site) -> None:
    visitor = unencrypted.visitor(tls=False)
    answer = visitor.sign_in()
    assert (answer.status, answer.headers["Location"]) == (302, "/today/")
    assert visitor.ask("GET", "/settings/").status == 200
    assert set(visitor.cookies) >= {"csrftoken", "sessionid"}
    assert {flags(cookie) for cookie in visitor.cookies.values()} == {(False, True, "Lax", "/", "")}
    assert answer.headers["Strict-Transport-Security"] is None


def test_plain_http_leads_to_the_address_with_tls(secure: Site) -> None:
    answer = secure.visitor(tls=False).ask("GET", "/about/?from=bookmark")
    expected = f"https://localhost:{secure.encrypted.port}/about/?from=bookmark"
    assert (answer.status, answer.headers["Location"]) == (301, expected)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1", "a b"])
def test_a_name_that_is_not_ours(secure: Site, host: str) -> None:
    answer = secure.visitor(tls=True, host=host).ask("GET", "/accounts/login/")
    assert answer.status == 400
    assert "This site is not set up for that address" in answer.text
    assert "<code>SITE_URL</code>" in answer.text
    assert host not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_that_came_by_the_proxy_needs_our_name_too(secure: Site, path: str) -> None:
    assert secure.visitor(tls=True).ask("GET", path).status == 200
    assert secure.visitor(tls=True, host="evil.example").ask("GET", path).status == 400


def test_a_proxy_that_changes_the_host(secure: Site) -> None:
    secure.encrypted.keeps_host = False
    answer = secure.visitor(tls=True).ask("GET", "/about/")
    assert answer.status == 400
    assert "must pass on the <code>Host</code> header" in answer.text


def test_a_proxy_that_leaves_out_the_port(secure: Site) -> None:
    """As nginx does with `$host`: only SITE_URL tells that forms of that port are our own."""
    secure.encrypted.keeps_port = False
    assert secure.visitor(tls=True).sign_in().status == 302
    assert secure.visitor(tls=True).sign_in("https://localhost").status == 302
    assert secure.visitor(tls=True).sign_in("https://localhost:1").status == 403


def test_each_visitor_behind_the_proxy_has_limits_of_their_own(secure: Site) -> None:
    """Else ten wrong passwords of anybody would shut the door for everybody."""
    secure.encrypted.visitor = "203.0.113.66"
    pages = [
        secure.visitor(tls=True).sign_in(email=f"nobody-{number}@example.org").text
        for number in range(12)
    ]
    assert ["You can try again in" in page for page in pages] == [False] * 10 + [True] * 2
    secure.encrypted.visitor = "203.0.113.67"
    assert secure.visitor(tls=True).sign_in().status == 302


def test_a_proxy_that_does_not_say_how_the_visitor_came(secure: Site) -> None:
    """A redirect here would send the visitor round in circles."""
    secure.encrypted.says_scheme = False
    answer = secure.visitor(tls=True).ask("GET", "/about/")
    assert (answer.status, answer.headers["Location"]) == (400, None)
    assert "must set the header <code>X-Forwarded-Proto</code>" in answer.text


def test_tls_in_front_of_a_site_that_is_set_to_http(unencrypted: Site) -> None:
    answer = unencrypted.visitor(tls=True).sign_in()
    assert answer.status == 403
    assert "<code>SITE_URL</code> must be the address in your browser" in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost"])
def test_a_form_on_another_site(secure: Site, origin: str) -> None:
    visitor = secure.visitor(tls=True)
    assert visitor.sign_in(origin).status == 403
    assert "__Host-sessionid" not in visitor.cookies


def test_nobody_else_on_the_machine_may_read_the_database(database: Path) -> None:
    assert {file.stat().st_mode & 0o777 for file in database.parent.glob("db.sqlite3*")} == {0o600}
