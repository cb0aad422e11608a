"""INDEX.md: grammar and parser (``parse``), new manifests (``format``), and changes to existing ones (``add``, ``fill``)."""

from digest.manifest.parse import parse
from digest.manifest.targets import Include, ListedFile, Manifest

__all__ = ["Include", "ListedFile", "Manifest", "parse"]
