"""Controlled vocabularies: fields of articles, IPTC Media Topics, countries, names of months."""
