"""Asks the server of this container whether it lives."""

import os
import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 4


def main() -> int:
    """0 when /healthz answers with 200, else 1 with the reason."""
    server = HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS)
    try:
        server.request("GET", "/healthz")
        status = server.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"no answer: {type(error).__name__}")
        return 1
    finally:
        server.close()
    if status == 200:
        return 0
    print(f"answered {status}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
