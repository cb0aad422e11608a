"""The render room: a page's view goes in, the bytes of its HTML come out. A pure map over pages.

``theme`` finds templates and assets: the built-in theme, and a site's own files that replace it file by file.
``templates`` renders a page with Jinja; ``compiler`` is how the built-in templates are compiled, ``helpers`` what they call.

Rejected: other template languages.
"""

from __future__ import annotations

from digest.render.templates import pieces, render
from digest.render.theme import Theme, asset, assets, theme_for

__all__ = ["Theme", "asset", "assets", "pieces", "render", "theme_for"]
