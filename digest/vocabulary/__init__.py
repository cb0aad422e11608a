"""Controlled vocabularies: fields of articles, IPTC Media Topics, countries, and the editor's topics."""
