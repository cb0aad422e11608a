"""INDEX.md: the grammar and the parser (``parse``), the inverse (``format``), and changes to an existing text (``edit``)."""

from digest.manifest.parse import parse
from digest.manifest.targets import Include, ListedFile, Manifest

__all__ = ["Include", "ListedFile", "Manifest", "parse"]
