"""Articles in files for other programs: tables, data, a database, bibliographies, books and mail.

What an article's rights forbid is in none of them: all get their articles from ``select``.
"""
