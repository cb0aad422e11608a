"""The search room: articles go in, an index goes out that a browser searches by itself, from disk too.

    folding.py   what counts as the same word: the rules that the build and the client share
    segments.py  which articles are indexed together: those of one period
    shards.py    a segment's words and who holds them, in small files

``docs/search.md`` says how the client (``templates/static/search-index.js``) finds words in it.

Rejected: stems and synonyms. A word is found by its beginning, alike in every language, and nobody has to guess why.
"""

from __future__ import annotations

from digest.search.folding import words
from digest.search.segments import divided, scale
from digest.search.shards import MOST, Entry, Found, Shard, Weight, found, shards

__all__ = ["MOST", "Entry", "Found", "Shard", "Weight", "divided", "found", "scale", "shards", "words"]
