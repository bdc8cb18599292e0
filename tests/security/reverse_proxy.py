"""A small reverse proxy, with TLS or without, as sound or as badly set up as a test wants."""

import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ONLY_FOR_THE_PROXY = {"connection", "keep-alive", "transfer-encoding", "content-length"}


@dataclass
class Proxy(ThreadingHTTPServer):
    """Passes requests on to `upstream`; what it says of them can be changed while it runs."""

    upstream: int = 0
    tls: ssl.SSLContext | None = None
    says_scheme: bool = True
    keeps_host: bool = True
    keeps_port: bool = True
    visitor: str = "203.0.113.9"
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        if self.tls is not None:
            self.socket = self.tls.wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __hash__(self) -> int:
        return id(self)


class PassingHandler(BaseHTTPRequestHandler):
    """What proxies of the tests have in common."""

    def log_message(self, *_: object) -> None:
        pass

    def answer_with(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        """Pass on what came back, but for what is between the proxy and the site."""
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ONLY_FOR_THE_PROXY:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Handler(PassingHandler):
    server: Proxy

    def pass_on(self) -> None:
        headers = {n: v for n, v in self.headers.items() if not n.lower().startswith("x-forwarded")}
        headers["X-Forwarded-For"] = self.server.visitor
        if self.server.says_scheme:
            headers["X-Forwarded-Proto"] = "https" if self.server.tls else "http"
        if not self.server.keeps_port:
            headers["Host"] = headers["Host"].partition(":")[0]
        if not self.server.keeps_host:
            headers["Host"] = f"127.0.0.1:{self.server.upstream}"
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=30)
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        self.answer_with(answer, answer.read())
        upstream.close()

    do_GET = do_POST = pass_on  # noqa: N815 - the names that the standard library calls


@contextmanager
def running(proxy: Proxy) -> Iterator[Proxy]:
    """The proxy at work."""
    Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()


def self_signed(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Contexts of a server with a certificate for localhost, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "certificate.pem"))
