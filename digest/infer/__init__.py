"""Infers the fields of an article that nobody declared, from its text: one module for each field."""
