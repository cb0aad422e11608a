"""Which lines of a text say who speaks: those of a transcript or an interview, ``PRESENTER: What went wrong?``."""

from __future__ import annotations

import re

_MOST = 40  # characters of a label
_LABEL = re.compile(r"(?P<label>[^\W\d_][\w.’'\- ]*?(?: \([^()]*\))?)\s?[:：]\s+(?P<said>\S.*)", re.DOTALL)
_ENDS = re.compile(r"[.!?…。！？؟۔](?:[\"”’»“)\]]|\s)*\Z")
# What a speaker is called who has no name: English, French, German, Italian, Spanish, Portuguese, Dutch, Polish, Russian.
_ROLES = frozenset((
    "presenter host moderator anchor narrator interviewer interviewee announcer reporter caller audience question answer "
    "présentateur présentatrice animateur animatrice journaliste intervieweur réponse "
    "moderatorin sprecher sprecherin frage antwort conduttore conduttrice giornalista intervistatore domanda risposta "
    "presentador presentadora entrevistador entrevistadora periodista locutor locutora moderadora pregunta respuesta "
    "apresentador apresentadora jornalista pergunta resposta presentator interviewster vraag antwoord "
    "prowadzący prowadząca dziennikarz pytanie odpowiedź ведущий ведущая журналист корреспондент вопрос ответ"
).split())  # fmt: skip


def is_speaker_line(text: str) -> bool:
    """Whether ``text`` is what somebody says behind a label of who it is.

    The label is in capitals (``MALE VOICE:``, ``RIDLEY (by phone):``), of at most four words, and what follows ends as a
    sentence does; or it is the role of a speaker, however it is written (``Presenter: Good morning``). A headline with an
    acronym before its colon (``SNCF : reprise du trafic``) is none.
    """
    found = _LABEL.match(text)
    if found is None or len(found["label"]) > _MOST:
        return False
    name = found["label"].partition(" (")[0]
    if name.lower() in _ROLES:
        return True
    return name.isupper() and len(name.split()) <= 4 and _ENDS.search(found["said"]) is not None
