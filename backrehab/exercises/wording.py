"""Words that no text for users may hold: claims that this product does not make."""

import re

FORBIDDEN = re.compile(
    r"\b(?:cur(?:e|es|ed|ing)|fix(?:es|ed|ing)?|heal(?:s|ed|ing)?|decompress\w*"
    r"|(?:un)?safe(?:r|st|ly|ty)?|clinically\s+proven|you(?:\s+are|['’]re)\s+cleared)\b",
    re.IGNORECASE,
)


def forbidden_words(text: str) -> list[str]:
    """The forbidden words in the text, as they stand there, each once and in their order."""
    return list(dict.fromkeys(match.group() for match in FORBIDDEN.finditer(text)))
