"""Importers: files of many articles, as press databases, clippers, readers and mail programs export them."""
