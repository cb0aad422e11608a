"""Importers: files of many articles, as press databases, clippers, readers and mail programs export them."""

from digest.importers import (
    bibliographies,
    feeds,
    json_feed,
    json_files,
    mail,
    posts,
    saved_pages,
    tables,
    web_archives,
    xml_articles,
)
from digest.importers.europresse import EUROPRESSE
from digest.importers.europresse_pdf import EUROPRESSE_PDF
from digest.importers.factiva import FACTIVA_HTML, FACTIVA_RTF, FACTIVA_XML
from digest.importers.imported import Importer
from digest.importers.iramuteq import IRAMUTEQ
from digest.importers.lexis import LEXIS
from digest.importers.mediargus import MEDIARGUS
from digest.importers.nexis import NEXIS
from digest.importers.proquest import PROQUEST

# In the order in which they are asked. No file is recognised by two.
IMPORTERS: tuple[Importer, ...] = (
    EUROPRESSE,
    EUROPRESSE_PDF,
    FACTIVA_HTML,
    FACTIVA_RTF,
    FACTIVA_XML,
    NEXIS,
    LEXIS,
    PROQUEST,
    MEDIARGUS,
    IRAMUTEQ,
    feeds.FEED,
    json_feed.JSON_FEED,
    feeds.OPML,
    mail.MAIL,
    mail.MAILBOX,
    bibliographies.RIS,
    bibliographies.CSL,
    bibliographies.BIBTEX,
    web_archives.WARC,
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
