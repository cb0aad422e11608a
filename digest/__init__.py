"""digest: a folder of raw news articles becomes a press review that can be published anywhere.

The flow, one way, each stage a new type (see ``model.py`` and ``pages/spec.py``)::

    INDEX.md -> Entry -> Document -> Article -> ArticleCard -> Site -> PageSpec -> View -> File -> output/

``publish_site`` in ``build/site.py`` contains it. Here is only what the program says of itself: its version, and where its
files are. Rejected: ``importlib.resources``. Templates and tables are files that other libraries open by their path.
"""

from functools import lru_cache
from pathlib import Path

__version__ = "0.1.0"
FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def builtin_theme() -> Path:
    """The folder of the built-in theme: inside the package in a wheel, beside it in a checkout."""
    packed = FOLDER / "templates"
    return packed if packed.is_dir() else FOLDER.parent / "templates"
