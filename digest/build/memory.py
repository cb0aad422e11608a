"""Frees what inference and indexing have loaded and remembered, where the stages that follow need the memory."""

from __future__ import annotations

import gc

from digest.infer.grammar import grammar
from digest.infer.language import model_of
from digest.infer.name_lexicon import name_lexicon
from digest.infer.places import country_phrases, listed_names
from digest.infer.words import background, finite_verbs, function_words, with_role
from digest.search.folding import PIECES
from digest.site.features import hashed, name_hash, term_hashes
from digest.words import folded_form

_TABLES = (
    model_of, name_lexicon, listed_names, country_phrases, background, finite_verbs, function_words, with_role, grammar,
    term_hashes, name_hash,
)  # fmt: skip


def release_tables() -> None:
    """Free the largest tables, some 80 MB where articles are in many languages. They are loaded again on demand."""
    for table in _TABLES:
        table.cache_clear()
    for words in (folded_form, hashed, PIECES):
        words.clear()
    gc.collect()  # some refer to themselves
