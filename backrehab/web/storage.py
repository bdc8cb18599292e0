"""Static files under fingerprinted names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FingerprintedStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites the names inside ES modules' `import` lines."""

    support_js_module_import_aggregation = True
