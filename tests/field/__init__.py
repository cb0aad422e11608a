"""Texts as people really have them: what a newcomer keeps, and what other tools' bug reports are about, grouped by kind of fault."""
