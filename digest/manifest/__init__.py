"""INDEX.md: the grammar and the parser (``parse``), texts that are parsed as what they are (``format``), and changes (``edit``)."""

from digest.manifest.parse import parse
from digest.manifest.targets import Include, ListedFile, Manifest

__all__ = ["Include", "ListedFile", "Manifest", "parse"]
