"""Signed-in people who post, made by the code of the folder in which this runs; printed as JSON.

Like tests/upgrade/people.py it runs in the tree of a release, through that release's own factories.
"""

import json
import sys
from pathlib import Path

PASSWORD = "a quiet green lamp"


def main(count: int) -> None:
    sys.path[0] = str(Path.cwd())
    import django

    django.setup()
    from allauth.account.models import EmailAddress

    from backrehab.accounts.models import User
    from tests.faults.clients import make_posters

    told = []
    for poster in make_posters(count):
        user = User.objects.get(pk=poster.user_id)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        # A new password ends the sessions of before.
        told.append({"user_id": user.pk, "email": user.email, "old": poster.old.isoformat()})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
