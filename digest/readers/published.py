"""Splits a line at the phrases that say when an article was published or updated: ``Publié le 13 février 2025 à 10h05``.

The phrases are those of news sites in some thirty languages; a colon behind them is free. One line may hold both, in either
order and with any sign between them: ``Modifié le 14 février 2025 - publié le 13 février 2025``. In Chinese, Japanese and
Korean the phrase may stand behind its date: ``2025年2月13日 10:05公開``.

Rejected: how long ago (“2 hours ago”), since nobody knows from when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from digest import dates
from digest.lazy_regex import lazy_regex

_LONGEST = 200  # characters of such a line
_PUBLISHED_PHRASES = (
    "sent on|sent|envoyé le|envoyé|gesendet am|gesendet|enviado el|enviado em|enviado|inviato il|inviato|verzonden op|verzonden|"
    "first published on|first published at|first published|originally published on|originally published|publication date|"
    "date of publication|published online on|published online|published on|published at|published|date published|"
    "publish date|pub date|date posted|posted on|posted at|posted|created on|created at|created|date created|"
    "creation date|uploaded on|uploaded|written on|issued on|issued|released on|filed on|online since|dated|"
    "date de publication|date de parution|date de mise en ligne|mise en ligne le|mis en ligne le|mise en ligne|mis en ligne|"
    "publiée le|publié le|publiee le|publie le|parue le|paru le|publié|posté le|créé le|créée le|crée le|cree le|"
    "date de création|rédigé le|écrit le|diffusé le|diffusée le|"
    "veröffentlicht am|veröffentlicht|erschienen am|erschienen|publiziert am|publiziert|erstellt am|erstellt|angelegt am|"
    "veröffentlichungsdatum|erscheinungsdatum|publikationsdatum|online seit|eingestellt am|geschrieben am|"
    "fecha de publicación|fecha de creación|publicado el|publicada el|publicado|publicada|creado el|creada el|creado|"
    "data de publicação|data de criação|publicado em|publicada em|publicado a|criado em|criada em|criado|postado em|"
    "pubblicato il|pubblicata il|pubblicato alle|pubblicato|pubblicata|data di pubblicazione|creato il|inserito il|postato il|"
    "gepubliceerd op|gepubliceerd|geplaatst op|geplaatst|aangemaakt op|aangemaakt|publicatiedatum|verschenen op|"
    "data publikacji|data utworzenia|opublikowano dnia|opublikowano|opublikowany|utworzono|dodano|"
    "дата публикации|дата создания|опубликовано|опубликована|опубликован|создано|размещено|"
    "تاريخ النشر|نُشر في|نشر في|نشرت في|تم النشر في|نشر بتاريخ|تاريخ الإنشاء|"
    "publicerad den|publicerad|publicerat|skapad|publisert|offentliggjort|udgivet|oprettet|opprettet|julkaistu|luotu|"
    "yayınlanma tarihi|yayınlanma|yayın tarihi|yayımlanma tarihi|yayımlanma|oluşturulma tarihi|oluşturulma|giriş tarihi|"
    "diterbitkan pada|diterbitkan|dipublikasikan pada|dipublikasikan|dibuat pada|"
    "опубліковано|дата публікації|створено|публикувано на|публикувано|δημοσιεύθηκε στις|δημοσιεύτηκε στις|δημοσιεύτηκε|"
    "δημοσιεύθηκε|δημοσίευση|ημερομηνία δημοσίευσης|publikováno|zveřejněno|vydáno|vytvořeno|publikované|zverejnené|vytvorené|"
    "publicat la|publicat pe|publicat în|publicat el|publicat|creat el|közzétéve|megjelent|létrehozva|objavljeno|objavljen|"
    "objavio|kreirano|xuất bản ngày|đăng ngày|ngày đăng|ngày tạo|प्रकाशित तिथि|प्रकाशित|पब्लिश्ड|"
    "পাবলিশ|প্রকাশিত|প্রকাশ|imechapishwa|ilichapishwa|פורסם בתאריך|פורסם ב|פורסם|נוצר ב|تاریخ انتشار|انتشار|"
    "发布时间|發布時間|发布日期|發布日期|发表时间|發表時間|刊登日期|发布于|發布於|发表于|發表於|发表|创建时间|建立時間|建立日期|创建于|"
    "掲載日時|掲載日|掲載|公開日時|公開日|公開|配信日時|配信日|配信|投稿日時|投稿日|投稿|作成日時|作成日|作成|発表日|発行日|"
    "입력|등록|작성일|작성|게시일|게시|발행일|기사입력|게재|เผยแพร่เมื่อ|เผยแพร่|สร้างเมื่อ"
)
_UPDATED_PHRASES = (
    "last updated on|last updated at|last updated|last modified on|last modified|last edited on|last edited|last revised|"
    "updated on|updated at|updated|modified on|modified|edited on|edited|revised on|revised|date modified|date updated|"
    "dernière mise à jour le|dernière mise à jour|dernière modification le|dernière modification|mise à jour le|mis à jour le|"
    "mis a jour le|mise a jour le|mis à jour|mise à jour|maj le|maj|actualisé le|modifié le|modifiée le|modifie le|modifié|"
    "zuletzt aktualisiert am|zuletzt aktualisiert|zuletzt geändert am|zuletzt geändert|zuletzt bearbeitet am|geändert am|"
    "aktualisiert am|aktualisiert|bearbeitet am|stand|update|letzte aktualisierung|letzte änderung|"
    "última actualización|última modificación|actualizado el|actualizada el|actualizado|modificado el|"
    "última atualização|atualizado em|atualizada em|atualizado a|atualizado|modificado em|"
    "ultimo aggiornamento|ultima modifica|aggiornato il|aggiornato alle|aggiornato|modificato il|"
    "laatst bijgewerkt op|laatst bijgewerkt|bijgewerkt op|bijgewerkt|laatst gewijzigd op|laatst gewijzigd|gewijzigd op|"
    "ostatnia aktualizacja|ostatnia modyfikacja|zaktualizowano|aktualizacja|последнее обновление|"
    "обновлено|изменено|آخر تحديث|تم التحديث في|تحديث|senast uppdaterad|uppdaterad|uppdaterat|ändrad|sist oppdatert|oppdatert|"
    "opdateret|päivitetty|muokattu|son güncelleme|güncelleme tarihi|güncellenme|güncelleme|diperbarui pada|diperbarui|оновлено|"
    "актуализирано|τελευταία ενημέρωση|ενημερώθηκε|aktualizováno|upraveno|aktualizované|actualizat la|actualizat el|actualizat|"
    "frissítve|módosítva|ažurirano|ажурирано|cập nhật lần cuối|cập nhật|अपडेटेड|अपडेट|আপডেট|imesasishwa|עודכן|به‌روزرسانی|"
    "最后更新|最後更新|更新时间|更新時間|更新于|更新於|最終更新日時|最終更新日|最終更新|更新日時|更新日|更新|最終修正|수정일|수정|"
    "최종수정|업데이트|อัปเดตเมื่อ|อัปเดต|แก้ไขล่าสุด"
)
_PUBLISHED, _UPDATED = (
    "|".join(sorted(phrases.split("|"), key=lambda phrase: (-len(phrase), phrase)))
    for phrases in (_PUBLISHED_PHRASES, _UPDATED_PHRASES)
)  # longest first, so that “published on” is not read as “published”
_AFTER = r"(?:(?![^\W\d_])[\s.]*[:：]?\s*(?=\S)|[\s.]*[:：]?\s*(?=[\d〇一二民令平昭]))"
_DIVIDERS = r"\-\s,;|｜•·・(（\[【/／–—"
_ITSELF = (
    r"(?:(?:this |cet |ce |dieser |este |questo |dit )?(?:article|post|story|billet|texte|artikel|beitrag|artículo|artigo|"
    r"articolo|bericht) (?:was |has been |a été |wurde |fue |foi |è stato )?)?"
)
_PHRASE = lazy_regex(
    rf"(?i)(?:^{_ITSELF}|(?<=[{_DIVIDERS}])|(?<=[日分\d](?=[^\W\d_a-z])))(?:(?P<published>{_PUBLISHED})|(?P<updated>{_UPDATED})){_AFTER}"
)
_BEHIND = lazy_regex(
    r"\s*(?P<day>[^|｜]*?\d[^|｜]{0,3}?)\s?(?:(?P<published>公開|掲載|配信|発表|投稿|作成|发布|發布|发表|發表|刊登|입력|등록|게시|작성)"
    rf"|(?P<updated>更新|修正|수정|업데이트))(?=$|[{_DIVIDERS})）、])[{_DIVIDERS})）、]*"
)
_LETS_START = re.compile(r"[\d)\]】]\S*$|\b(?:[ap]\.?m\.?|[AP]\.?M\.?|Uhr|uur|et|and|und|y|e|[A-Z]{1,3}T|UTC)$")
_AROUND = " .,;|｜•·・()（）[]【】/／–—-"


class Stamp(Struct, frozen=True):
    """What a line says behind one phrase: ``text`` begins with the day, ``published`` is false for an update."""

    published: bool
    text: str


def stamps(line: str) -> tuple[str, tuple[Stamp, ...]]:
    """Returns what stands in front of the first phrase in ``line``, and what stands behind each.

    A phrase stands at the beginning, behind a sign that divides, or behind a space if it begins with a capital or follows a
    time or “and”. In a sentence (“the report published on 13 February 2025”) there is none.
    """
    if len(line) > _LONGEST or not dates.YEAR.search(line):
        return line, ()
    if behind := tuple(_behind(line)):
        return "", behind
    phrases = [found for found in _PHRASE().finditer(line) if _may_start(line, found)]
    if not phrases:
        return line, ()
    ends = [found.start() for found in phrases[1:]] + [len(line)]
    parts = (
        Stamp(found["published"] is not None, line[found.end() : end].strip(_AROUND))
        for found, end in zip(phrases, ends, strict=True)
    )
    return line[: phrases[0].start()].strip(), tuple(parts)


def published(line: str) -> str | None:
    """Returns the day, perhaps with a time, that ``line`` says an article was published, if it says nothing else."""
    head, parts = stamps(line)
    days = [part.text for part in parts if part.published]
    return days[0] if not head.strip(_AROUND) and len(days) == 1 else None


def updated(line: str) -> bool:
    """Whether ``line`` says when an article was updated, and nothing else."""
    head, parts = stamps(line)
    if head.strip(_AROUND) or not parts:
        return False
    return all(not part.published and dates.parse_written(part.text) for part in parts)


def _may_start(line: str, found: re.Match[str]) -> bool:
    before = line[: found.start()]
    if not before.strip(_AROUND) or before.rstrip()[-1:] in _AROUND or line[found.start()].isupper():
        return True
    return _LETS_START.search(before.rstrip()) is not None


def _behind(line: str) -> Iterator[Stamp]:
    """The stamps of a line whose phrases stand behind the days; none if anything is left over."""
    if line.isascii():
        return
    found: list[Stamp] = []
    at = 0
    while at < len(line):
        if not (match := _BEHIND().match(line, at)):
            return
        found.append(Stamp(match["published"] is not None, match["day"].strip(_AROUND)))
        at = match.end()
    yield from found
