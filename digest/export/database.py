"""Articles as an SQLite database with full-text search, as Datasette and DB Browser open it.

``articles`` has a row for each article; ``terms`` has its topics, people, organisations and places; ``articles_fts`` is the index
of the words of headline, summary, text and note (FTS5, https://sqlite.org/fts5.html), which ignores accents:
``SELECT title FROM articles WHERE rowid IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'ferry')``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from digest.export.select import Exported
from digest.export.tables import COLUMNS, values

_LISTS = {"topics": "topic", "people": "person", "organisations": "organisation", "places": "place"}
_COLUMNS = tuple(name for name in COLUMNS if name not in _LISTS)
_SCHEMA = f"""
CREATE TABLE articles (id INTEGER PRIMARY KEY, {", ".join(f"{name} TEXT" for name in _COLUMNS)});
CREATE TABLE terms (
    article INTEGER NOT NULL REFERENCES articles(id), kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name, article)
) WITHOUT ROWID;
CREATE INDEX terms_of_article ON terms(article);
CREATE INDEX articles_by_date ON articles(date);
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, first_words, summary, text, note, content=articles, content_rowid=id, tokenize='unicode61 remove_diacritics 2'
);
"""
_INSERT = f"INSERT INTO articles VALUES ({', '.join('?' * (len(_COLUMNS) + 1))})"  # noqa: S608 - nothing of an article is in it


def write_database(file: Path, articles: Iterable[Exported]) -> None:
    """Writes a new database to ``file``, which must not exist."""
    with closing(sqlite3.connect(file)) as database, database:
        database.executescript(_SCHEMA)
        for number, one in enumerate(articles, 1):
            found = values(one)
            texts = {name: value if isinstance(value, str) else "\n".join(value) for name, value in found.items()}
            database.execute(_INSERT, (number, *map(texts.get, _COLUMNS)))
            for name, kind in _LISTS.items():
                database.executemany(
                    "INSERT OR IGNORE INTO terms VALUES (?, ?, ?)",
                    ((number, kind, term) for term in found.get(name, ())),
                )
        database.execute("INSERT INTO articles_fts(articles_fts) VALUES ('rebuild')")
