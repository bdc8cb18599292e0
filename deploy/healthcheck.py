"""Asks the server of this container whether it lives, as the proxy in front would ask."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

SECONDS = 4


def main() -> int:
    """0 when /healthz answers with 200, else 1 with the reason."""
    site = urlsplit(os.environ.get("SITE_URL", "https://localhost").lower())
    server = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS)
    try:
        # The app answers only to its own name, and with https only if a proxy says so.
        server.request(
            "GET", "/healthz", headers={"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
        )
        status = server.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"no answer: {type(error).__name__}")
        return 1
    finally:
        server.close()
    if status == 200:
        return 0
    print(f"answered {status}; is SITE_URL the same as for the server?")
    return 1


if __name__ == "__main__":
    sys.exit(main())
