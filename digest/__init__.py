"""digest: a folder of raw news articles becomes a press review that can be published anywhere.

The flow, one way, each stage a new type (see ``model.py``)::

    INDEX.md -> Entry -> Document -> Article -> Digest -> Page -> File -> output/

``build.py`` reads that flow from top to bottom on one screen.
"""

__version__ = "0.1.0"
