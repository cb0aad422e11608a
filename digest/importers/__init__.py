"""Importers: files of many articles, as press databases, clippers, readers and mail programs export them."""

from digest.importers import json_files, saved_pages, tables, xml_articles

IMPORTERS = (
    json_files.OMNIVORE,
    json_files.JSON,
    saved_pages.MHTML,
    xml_articles.XML,
    tables.SPREADSHEET,
    tables.TABLE_OF_TEXTS,
    tables.CSV,
)
