"""Importers: files of many articles, as press databases, clippers, readers and mail programs export them."""

from digest.importers import json_files, posts, saved_pages, tables, xml_articles

IMPORTERS = (
    json_files.OMNIVORE,
    json_files.JSON,
    saved_pages.MHTML,
    saved_pages.SAVED_PAGE,
    xml_articles.XML,
    posts.RST,
    posts.BUNDLE,
    tables.TABLE_OF_TEXTS,
    tables.SPREADSHEET,
    tables.CSV,
)
