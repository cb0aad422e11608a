"""Readers: the bytes of an article's file to a ``Document``, for plain text, Markdown and HTML."""

from digest.readers.formats import READERS, conflict_line, load, parse, read, supported

__all__ = ["READERS", "conflict_line", "load", "parse", "read", "supported"]
