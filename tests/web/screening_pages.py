"""How the tests walk through the pages of the screening."""

from django.test import Client

from backrehab.screening.models import ScreeningDraft
from tests.factories import at
from tests.web.reading import words

NOW = at("2026-03-02 08:30")
PARTS = ["part-1", "part-2", "part-3", "part-4", "part-5", "part-6"]
INTRO, RESULT, NOTE, CLEARED = (
    "/screening/",
    "/screening/result/",
    "/screening/note/",
    "/screening/cleared/",
)


def begin(client: Client, **data: str) -> str:
    """Start; the address of the first screen."""
    return client.post(INTRO, data).url


def send(client: Client, step: str, **data: str):
    draft = ScreeningDraft.objects.get()
    answers = {key.replace("_", "-"): value for key, value in data.items()}
    return client.post(f"/screening/{step}/", {"draft": str(draft.public_id)} | answers)


def no_to_rest(client: Client, step: str, **data: str):
    return send(client, step, move="no-to-rest", **data)


def text_of(response) -> str:
    """The words of the page, without markup."""
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return words(body)
