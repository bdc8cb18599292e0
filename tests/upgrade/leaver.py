"""A person with a row in a table that only the next release knows is deleted by the code of the
folder in which this runs, by its own command; the rows that are left are printed as JSON.

Like tests/upgrade/posters.py it runs in the tree of a release.
"""

import json
import sys
from pathlib import Path


def main() -> None:
    sys.path[0] = str(Path.cwd())
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from backrehab.accounts.models import User

    user = User.objects.create(email="leaver@example.org", delete_at=timezone.now())
    with connection.cursor() as cursor:
        # What tests/upgrade/installations.py adds.
        cursor.execute("INSERT INTO painlog_later (user_id) VALUES (%s)", [user.pk])
        call_command("delete_due", verbosity=0)
        cursor.execute("SELECT COUNT(*) FROM painlog_later WHERE user_id = %s", [user.pk])
        later = cursor.fetchone()[0]
    left = {"accounts_user": User.objects.filter(pk=user.pk).count(), "painlog_later": later}
    # Mails go to the same place in development.
    sys.stdout.write(f"\n{json.dumps(left)}")


if __name__ == "__main__":
    main()
