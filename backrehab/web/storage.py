"""Static files under fingerprinted names, so that browsers may keep them for ever."""

import re
from collections.abc import Generator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLES = "css/app.css"
IMPORT = re.compile(r'@import url\("(?P<name>[^"]+)"\) layer\((?P<layer>\w+)\);')
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


class FingerprintedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also puts the style sheets into one file, and follows the `import` lines of ES modules."""

    support_js_module_import_aggregation = True

    def post_process(
        self,
        paths: dict[str, Any],
        dry_run: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **options: Any,
    ) -> Generator[tuple[str, str, bool]]:
        """Bundle the styles before they get their fingerprint."""
        if not dry_run and STYLES in paths:
            self._save_text(STYLES, self._bundled(paths))
            paths[STYLES] = (self, STYLES)
        yield from super().post_process(paths, dry_run, **options)

    def _bundled(self, paths: dict[str, Any]) -> str:
        """One file instead of one request for each component; the layers stay as they were."""

        def inline(found: re.Match[str]) -> str:
            text = self._read(paths, f"css/{found['name']}")
            return f"@layer {found['layer']} {{\n{text}}}\n"

        return IMPORT.sub(inline, self._read(paths, STYLES))

    def _read(self, paths: dict[str, Any], name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return COMMENT.sub("", file.read().decode())

    def _save_text(self, name: str, text: str) -> None:
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
