"""Lines that say when an article was published or updated, as pages write them: ``Publié le 13 février 2025 à 10h05``.

The phrases are those of news sites in some thirty languages; a colon behind them is free. Such a line is nothing but the
phrase, a date, a time of day, and perhaps when it was updated: “Published in 2025, the report says …” is prose.

Given up: how long ago (“2 hours ago”), since nobody knows from when.
"""

from __future__ import annotations

import re

from digest import dates

_LONGEST = 160  # characters of such a line
_PUBLISHED_PHRASES = (
    "first published on|first published|publication date|published on|published at|published|date posted|posted on|posted|"
    "date de publication|mise en ligne le|mis en ligne le|publiée le|publié le|parue le|paru le|publié|posté le|"
    "veröffentlicht am|veröffentlicht|erschienen am|publiziert am|publiziert|fecha de publicación|publicado el|publicada el|"
    "publicado|data de publicação|publicado em|publicada em|pubblicato il|pubblicata il|pubblicato alle|pubblicato|"
    "data di pubblicazione|gepubliceerd op|gepubliceerd|geplaatst op|geplaatst|data publikacji|opublikowano|opublikowany|"
    "дата публикации|опубликовано|опубликована|تاريخ النشر|نُشر في|نشر في|نشرت في|تم النشر في|publicerad den|publicerad|"
    "publicerat|publisert|offentliggjort|udgivet|julkaistu|yayınlanma tarihi|yayınlanma|yayın tarihi|yayımlanma|"
    "diterbitkan pada|diterbitkan|dipublikasikan|опубліковано|дата публікації|публикувано на|публикувано|δημοσιεύθηκε στις|"
    "δημοσιεύτηκε|δημοσιεύθηκε|δημοσίευση|publikováno|zveřejněno|vydáno|publikované|zverejnené|publicat la|publicat pe|"
    "publicat el|publicat|közzétéve|megjelent|objavljeno|objavljen|xuất bản ngày|đăng ngày|ngày đăng|प्रकाशित तिथि|प्रकाशित|"
    "পাবলিশ|প্রকাশিত|প্রকাশ|imechapishwa|ilichapishwa|פורסם בתאריך|פורסם ב|פורסם|تاریخ انتشار|انتشار|"
    "发布时间|發布時間|发布日期|發布日期|发表时间|發表時間|刊登日期|发布于|發布於|发表于|發表於|发表|掲載日時|掲載日|公開日時|公開日|"
    "配信日時|配信|投稿日|입력|등록|게재|เผยแพร่เมื่อ|เผยแพร่"
)
_UPDATED_PHRASES = (
    "last updated on|last updated|last modified on|last modified|updated on|updated at|updated|modified|dernière mise à jour|"
    "mise à jour le|mis à jour le|mis à jour|mise à jour|actualisé le|modifié le|zuletzt aktualisiert am|zuletzt aktualisiert|"
    "aktualisiert am|aktualisiert|stand|última actualización|actualizado el|actualizada el|actualizado|última atualização|"
    "atualizado em|atualizada em|atualizado|ultimo aggiornamento|aggiornato il|aggiornato alle|aggiornato|laatst bijgewerkt op|"
    "laatst bijgewerkt|bijgewerkt op|bijgewerkt|ostatnia aktualizacja|zaktualizowano|aktualizacja|последнее обновление|"
    "обновлено|изменено|آخر تحديث|تم التحديث في|تحديث|uppdaterad|uppdaterat|oppdatert|opdateret|päivitetty|güncelleme tarihi|"
    "güncellenme|güncelleme|diperbarui|оновлено|актуализирано|τελευταία ενημέρωση|ενημερώθηκε|aktualizováno|aktualizované|"
    "actualizat la|actualizat|frissítve|cập nhật|अपडेटेड|अपडेट|আপডেট|imesasishwa|עודכן|به‌روزرسانی|最后更新|最後更新|更新时间|"
    "更新時間|更新于|更新於|最終更新日|最終更新|更新日時|更新日|更新|수정|อัปเดต"
)
_PUBLISHED, _UPDATED = (
    "|".join(sorted(phrases.split("|"), key=lambda phrase: (-len(phrase), phrase)))
    for phrases in (_PUBLISHED_PHRASES, _UPDATED_PHRASES)
)  # longest first, so that “published on” is not read as “published”
_BEFORE = r"\s*(?:[(\[【]\s*)?"
_AFTER = r"(?![^\W\d_])[\s.]*[:：]?\s*(?=\S)"
_AFTER_UNSPACED = r"[\s.]*[:：]?\s*(?=[\d〇一二])"
_IS_PUBLISHED = re.compile(rf"{_BEFORE}(?:{_PUBLISHED})(?:{_AFTER}|{_AFTER_UNSPACED})", re.IGNORECASE)
_IS_UPDATED = re.compile(rf"{_BEFORE}(?:{_UPDATED})(?:{_AFTER}|{_AFTER_UNSPACED})", re.IGNORECASE)
_THEN_UPDATED = re.compile(rf"[\s,;|·•(（/–—-]+(?:{_UPDATED})(?![^\W\d_]).*", re.IGNORECASE)
_DATED = re.compile(r"[^\d]{0,40}\d")


def published(line: str) -> str | None:
    """What stands for the date in a line that says when an article was published, without time of day; else None.

    It is for the caller to read it.
    """
    if len(line) > _LONGEST or not _DATED.match(line) or not (found := _IS_PUBLISHED.match(line)):
        return None
    return _bare(_THEN_UPDATED.sub("", line[found.end() :], count=1))


def updated(line: str) -> bool:
    """Whether ``line`` says when an article was updated, and nothing else."""
    if len(line) > _LONGEST or not _DATED.match(line) or not (found := _IS_UPDATED.match(line)):
        return False
    day = _bare(line[found.end() :])
    return (dates.parse_written(day) or dates.parse_figures(day)) is not None


def _bare(text: str) -> str:
    return dates.without_time(text.strip(" .)]】")).strip(" .,;|·•)]】–—-")
