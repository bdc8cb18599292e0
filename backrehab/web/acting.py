"""A form that acts once, however often it is sent, and says itself why it was refused."""

from collections.abc import Callable
from datetime import datetime

from backrehab.accounts.models import User
from backrehab.accounts.submissions import Answer, answer_once
from backrehab.painlog.refusals import EntryRefused
from backrehab.web.forms.fields import KeyedForm


def act_once(
    user: User, form: KeyedForm, act: Callable[[], Answer], *, now: datetime
) -> Answer | None:
    """What `act` answers, or answered when this form was sent before; None if the form is not
    valid or the entry was refused, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return answer_once(user, key=form.submission_key, now=now, act=act)
    except EntryRefused as refusal:
        form.refuse(refusal)
        return None
