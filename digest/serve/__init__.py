"""The preview: the site as it would be published, drafts included, rebuilt and reloaded when a file changes."""

from digest.serve.preview import FOLDER, Preview, Rebuilt, open_preview

__all__ = ["FOLDER", "Preview", "Rebuilt", "open_preview"]
