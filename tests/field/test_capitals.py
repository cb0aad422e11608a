"""Words in capitals that name nobody: rubrics, alerts, speakers, emphasis; and acronyms, which do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from digest.readers.scripts import is_speaker_line
from tests.field.review import build

TRANSCRIPT = (
    "Morning Harbour, transcript\n\nPRESENTER: Good morning. The second boat will not be back before June. Joining us is the "
    "harbour master, Tom Ridley.\n\nRIDLEY: Good morning, Sarah.\n\nPRESENTER: What went wrong?\n\nRIDLEY: A part, made in one "
    "place. We have been waiting since November.\n"
)


def organisations(record: dict[str, Any]) -> list[str]:
    return [entity["name"] for entity in record["entities"] if entity["type"].startswith("org")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "FAITS DIVERS. Un camion de bière s'est renversé hier à Saint-Lô. Pas de blessé.", id="k30-faits-divers"
        ),
        "ALERTE INFO - Une explosion a eu lieu à Lyon mardi matin, selon la préfecture.",
        "ALERTE : séisme au Japon. Le pays tremble depuis hier soir.",
        "EXCLUSIF. Le ministre va démissionner, selon nos informations.",
        "VIDÉO. Le port sous la neige hier matin.",
        "INFO OUEST-FRANCE. Le maire de Rennes démissionne, dit-il mardi.",
        "MARCH 3, 2025: The council met in the old hall.",
        "INTERVIEWER: Where were you?\n\nSMITH: At home.\n\nINTERVIEWER: Who was there?\n\nDR. HALE: Nobody.",
        "URGENT | Le pont est fermé depuis mardi.",
        "MARDI 5 FÉVRIER, le conseil a voté le budget de la ville.",
        "Le maire a dit NON et ENCORE une fois non, mardi soir au conseil.",
        "BREAKING: The mayor of the town has resigned, he said on Monday.",
        "LIVE: Rescuers search for the ferry in the river.",
        "MALE VOICE: Who pays for the ferry, and when does it sail?",
        "EILMELDUNG: Der Bürgermeister ist am Montag zurückgetreten.",
        "VIDEO: Die Fähre fährt wieder, sagte die Bürgermeisterin am Montag.",
        "ULTIMA ORA - Il traghetto è affondato nel porto, ha detto la sindaca.",
        "ÚLTIMA HORA: El puerto cierra hoy, según la alcaldesa.",
        "СРОЧНО: Мэр города ушёл в отставку, сообщили в администрации.",
        "LE NAVIRE A COULÉ DANS LE PORT MARDI. TROIS MORTS.\n\nLA MAIRE PARLE.",
        "München: U-Bahn fährt wieder\n\nNach acht Monaten fährt die U-Bahn seit Montag wieder. Die Sanierung der U-Bahn war teuer.",
        "Die S-Bahn steht. Die E-Mail der Stadt kam am Montag, und die S-Bahn fährt erst am Dienstag.",
        "Emmanuel MACRON a parlé hier à Lyon. MACRON a dit non, et MACRON reste.",
    ],
)
def test_words_in_all_capitals_are_not_organisations(tmp_path: Path, text: str) -> None:
    assert organisations(build(tmp_path, {"a.txt": f"{text}\n"}).record) == []


def test_speakers_of_a_transcript_are_not_organisations_and_questions_not_crossheads(tmp_path: Path) -> None:
    """k30-transcript."""
    review = build(tmp_path, {"a.txt": TRANSCRIPT})
    assert organisations(review.record) == []
    assert "Tom Ridley" in [entity["name"] for entity in review.record["entities"] if entity["type"] == "person"]
    assert "<h2" not in review.body()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Le conseil de l'OTAN, réuni mardi, a voté avec l'UNESCO. La SNCF attend, selon l'AFP.",
            {"OTAN", "UNESCO", "SNCF", "AFP"},
        ),
        ("OTAN. Le sommet s'ouvre mardi à Bruxelles dans un climat tendu.", {"OTAN"}),
        ("The BBC and NATO said on Tuesday that the RSPB was wrong.", {"BBC", "NATO", "RSPB"}),
        ("La CGT RATP appelle à la grève mardi dans le métro.", {"CGT", "RATP"}),
        ("The company said that ACME and the union RMT met on Monday.", {"ACME", "RMT"}),
        ("Die SPD und die CDU streiten am Montag über den Hafen.", {"SPD", "CDU"}),
    ],
)
def test_acronyms_are_organisations(tmp_path: Path, text: str, names: set[str]) -> None:
    assert names <= set(organisations(build(tmp_path, {"a.txt": f"{text}\n"}).record))


@pytest.mark.parametrize(
    "text",
    [
        "PRESENTER: What went wrong?",
        "RIDLEY: Good morning, Sarah.",
        "RIDLEY (by phone): It is late.",
        "MALE VOICE: Who pays?",
        "JEAN-LUC D’ARC : Je ne sais pas.",
        "Presenter: Good morning",
        "Question : qui paie",
        "ВЕДУЩИЙ: Доброе утро.",
        "VOICE 2: No!",
    ],
)
def test_a_line_of_a_speaker(text: str) -> None:
    assert is_speaker_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "SNCF : reprise du trafic",
        "Ferry: the second sails",
        "The mayor said: we pay.",
        "12:30 The boat sails.",
        "PRESENTER:",
        "",
        "A LINE IN CAPITALS WITHOUT A LABEL.",
        "Ridley: Good morning.",
    ],
)
def test_other_lines_are_not_of_a_speaker(text: str) -> None:
    assert not is_speaker_line(text)
