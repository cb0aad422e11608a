"""INDEX.md: the grammar and the parser (``parse``), parts of it as text (``format``), and changes to it (``edit``)."""

from digest.manifest.parse import parse
from digest.manifest.targets import Include, ListedFile, Manifest

__all__ = ["Include", "ListedFile", "Manifest", "parse"]
