"""Whether a page says pain in numbers or in words, as the person chose; and "this once"."""

from django.http import HttpRequest

from backrehab.accounts.numbers import pain_text

# `?numbers=shown` shows them on this page, this once; nothing about it is stored.
ONCE = ("numbers", "shown")


def chose_words(request: HttpRequest) -> bool:
    """Whether this person hides numbers, in the settings."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and user.hide_numbers)


def hides_numbers(request: HttpRequest) -> bool:
    """Whether this page is to say pain in words."""
    name, value = ONCE
    return chose_words(request) and request.GET.get(name) != value


class ScoreTexts(dict[float | None, str]):
    """Scores as the page that is being made says them; each is worked out once."""

    def __missing__(self, score: float | None) -> str:
        self[score] = text = pain_text(score)
        return text
