"""What a device answers where a passkey is asked for; the same form can hold anything else."""

import json
from collections.abc import Callable
from struct import error as CutOff  # noqa: N812 - its own name says nothing
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# What the libraries that read an answer raise at one that is none.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    CutOff,
)


class DeviceAnswer(forms.JSONField):
    """An answer that `read` can read and every database can store; anything else is refused."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.read = read

    def to_python(self, value: Any) -> Any:
        """The answer as an object. PostgreSQL stores no NUL, no half of a character and no NaN."""
        try:
            answer = super().to_python(value)
            if answer is not None:
                text = json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
                if b"\\u0000" in text:
                    raise ValueError(r"\u0000")
                self.read(answer)
        except UNREADABLE as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        return answer

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's
        """A refused one is not shown again: each is good for one question."""
        return initial
