"""Static files under fingerprinted names, so that browsers may keep them for ever."""

from collections.abc import Callable, Generator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from backrehab.web.bundles import bundle_scripts, bundle_styles

type Bundle = Callable[[str, Callable[[str], str]], str]

# What pages ask for; everything these import comes with them.
BUNDLES: dict[str, Bundle] = {
    "css/app.css": bundle_styles,
    "css/pages.css": bundle_styles,
    "js/app.js": bundle_scripts,
}


class FingerprintedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also bundles the style sheets and the scripts, and follows the imports of other modules."""

    support_js_module_import_aggregation = True

    def post_process(
        self,
        paths: dict[str, Any],
        dry_run: bool = False,  # noqa: FBT001, FBT002 - Django's signature
        **options: Any,
    ) -> Generator[tuple[str, str, bool]]:
        """Bundle before the files get their fingerprints."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                text: str = file.read().decode()
            return text

        if not dry_run:
            bundled = {name: make(name, read) for name, make in BUNDLES.items() if name in paths}
            for name, text in bundled.items():
                self.delete(name)
                self._save(name, ContentFile(text.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
