"""Forbidden claims are found, and innocent words are not."""

import pytest

from backrehab.exercises.wording import forbidden_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It will cure you. CURED!", ["cure", "CURED"]),
        ("Fix your back, a fixed back", ["Fix", "fixed"]),
        ("Healing heals", ["Healing", "heals"]),
        ("spinal decompression decompresses", ["decompression", "decompresses"]),
        ("Safe, safely, safety, unsafe", ["Safe", "safely", "safety", "unsafe"]),
        ("clinically  proven", ["clinically  proven"]),
        ("You are cleared; you're cleared", ["You are cleared", "you're cleared"]),
        ("Secure your heels, health first; suffix, obscure, a safe", ["safe"]),
        ("A healthy heel, cleared away", []),
    ],
)
def test_forbidden_words(text: str, words: list[str]) -> None:
    assert forbidden_words(text) == words
