"""What a headline may lose, which leads have none, and which sentences are a dek where there is no headline."""

from __future__ import annotations

import pytest

from digest.infer.grammar import grammar
from digest.infer.headline import infer_headline
from digest.infer.relative_times import without_times
from digest.infer.scenes import sets_scene
from digest.infer.summary import infer_summary
from digest.infer.text import Text
from digest.model import Block, BlockKind


def text(language: str, *paragraphs: str) -> Text:
    return Text(tuple(Block(kind=BlockKind.PARAGRAPH, text=one) for one in paragraphs), language)


def headline(language: str, *paragraphs: str) -> str:
    found = infer_headline(text(language, *paragraphs))
    return found.value if found else ""


def dek(language: str, title: str, *paragraphs: str) -> str:
    found = infer_summary(text(language, *paragraphs), title)
    return found.value if found else ""


@pytest.mark.parametrize(
    ("language", "lead", "expected"),
    [
        # A duration belongs to what follows it.
        ("fr", "Le gardien du phare a été entendu pour négligence, trois semaines après le naufrage qui a coûté la vie à deux pêcheurs de Bresme.", "Le gardien du phare a été entendu pour négligence"),
        # Somebody demands something of or for whom.
        ("es", "El fiscal solicita seis años de cárcel para el antiguo farero de Almenara Luis Peña por la venta de cuarenta lámparas que eran del puerto.", "El fiscal solicita seis años de cárcel para el antiguo farero de Almenara Luis Peña por la venta de cuarenta lámparas que eran del puerto"),
        # The opening of a subject that a clause with "that" describes; an infinitive after "whether".
        ("en", "Nine of the twelve boats that serve the outer islands were sailing again on Monday, three days after fog had closed the harbour of Dunmarrow.", "Nine of the twelve boats that serve the outer islands were sailing again"),
        ("en", "Pilots in Dunmarrow will vote next week on whether to stop work for the first time in 40 years, their union said on Monday, after talks failed.", "Pilots in Dunmarrow will vote on whether to stop work for the first time in 40 years, their union said, after talks failed"),
        # By how many votes, and from when to when.
        ("it", "Il Consiglio comunale di Altomare ha approvato lunedì, con 98 sì e 60 no, il piano che chiude alle auto il porto vecchio dal 1° maggio.", "Il Consiglio comunale di Altomare ha approvato il piano che chiude alle auto il porto vecchio dal 1° maggio"),
        ("fr", "Le quai des Pêcheurs sera fermé aux voitures du lundi 3 au vendredi 14 mars, de 7 h à 19 h, pour le remplacement d’une grue du port.", "Le quai des Pêcheurs sera fermé aux voitures pour le remplacement d’une grue du port"),
        ("fr", "Dès jeudi, on pourra louer une barque à 6 h au port de Bresme-sur-Mer.", "On pourra louer une barque à 6 h au port de Bresme-sur-Mer"),
        # What it is described as, and the exception.
        ("pt", "A revista do porto descreve o farol como uma torre que guarda a memória de outro século e a luz que já ninguém vê, com uma escada antiga e sem corrimão.", "A revista do porto descreve o farol como uma torre que guarda a memória de outro século e a luz que já ninguém vê, com uma escada antiga e sem corrimão"),
        ("fr", "Le tribunal de Bresme a suspendu l'arrêté du port interdisant les barques à moteur, sauf sur le grand quai, où la limite de six nœuds reste en vigueur.", "Le tribunal de Bresme a suspendu l'arrêté du port interdisant les barques à moteur, sauf sur le grand quai"),
        # What money is for, what somebody is suspected of, the crime of a verdict, where it was: rather a longer headline.
        ("es", "El puerto de Almenara invertirá 4,6 millones de euros en la renovación de la red de lámparas del muelle viejo, que pierde el 30% de la luz.", "El puerto de Almenara invertirá 4,6 millones de euros en la renovación de la red de lámparas del muelle viejo"),
        ("en", "The harbour office of Dunmarrow announced on Monday that it is awarding $62 million in grants to 18 island villages to replace old quays, part of a plan of 2021.", "The harbour office of Dunmarrow announced that it is awarding $62 million in grants to 18 island villages to replace old quays"),
        ("pt", "A polícia de Bresme deteve na quarta-feira três pescadores suspeitos de integrarem uma rede que vendeu mais de duzentas lâmpadas do farol.", "A polícia de Bresme deteve três pescadores suspeitos de integrarem uma rede que vendeu mais de duzentas lâmpadas do farol"),
        ("fr", "Un pêcheur de 52 ans a été condamné vendredi par la cour d'assises de Bresme à dix-huit ans de réclusion pour le meurtre de son voisin à Marrow.", "Un pêcheur de 52 ans a été condamné par la cour d'assises de Bresme à dix-huit ans de réclusion pour le meurtre de son voisin à Marrow"),
        ("fr", "Un violent orage a endommagé dimanche une trentaine de barques et détruit plusieurs hangars dans le port de Bresme-sur-Mer, selon la capitainerie.", "Un violent orage a endommagé une trentaine de barques et détruit plusieurs hangars dans le port de Bresme-sur-Mer, selon la capitainerie"),
        # A place at the beginning stays, and so does who announces it where the rest has no name.
        ("fr", "À Bresme, une quarantaine de gardiens de phare ont manifesté mardi matin devant le port pour demander de nouvelles lampes et des cordes.", "À Bresme, une quarantaine de gardiens de phare ont manifesté devant le port pour demander de nouvelles lampes et des cordes"),
        ("it", "Il sindaco di Altomare ha annunciato martedì che il porto resterà chiuso per permettere le verifiche dopo la tempesta.", "Il sindaco di Altomare ha annunciato che il porto resterà chiuso per permettere le verifiche dopo la tempesta"),
        # Names that are listed are not divided, and what follows a source between commas is not the verb of its subject.
        ("en", "At a meeting last week, Marrow, Dunmarrow and Leith announced that they would share the boats of the islands.", "At a meeting, Marrow, Dunmarrow and Leith announced that they would share the boats of the islands"),
        ("fr", "Selon une étude du port, publiée dans le Courrier de Bresme, le nombre de barques, selon les pêcheurs, révèlerait la peur de l'orage.", "Selon une étude du port, publiée dans le Courrier de Bresme, le nombre de barques, selon les pêcheurs, révèlerait la peur de l'orage"),
        # A quotation alone, and a place that only a label names.
        ("fr", "«On a frôlé le naufrage». Le mot est du maire de Bresme, Paul Martel, qui a visité le port lundi.", ""),
        ("de", "Altmoor: Hier wurde vor 40 Jahren die erste Lampe des Hafens entzündet.", ""),
        # "And" after a German clause that is closed; from one day to another; the days and hours for which somebody warns.
        ("de", "Die Stadt Altmoor will bis 2028 zwölf neue Lampen auf dem Leuchtturm an der alten Mole bauen und dafür 90 Millionen Euro ausgeben, wie sie am Montag mitteilte.", "Die Stadt Altmoor will bis 2028 zwölf neue Lampen auf dem Leuchtturm an der alten Mole bauen und dafür 90 Millionen Euro ausgeben"),
        ("de", "Der Hafen sperrt die Brücke zwischen Altmoor und Marrow von Freitagabend bis Montagmorgen, weil zwölf Lampen und eine Kette erneuert werden müssen.", "Der Hafen sperrt die Brücke zwischen Altmoor und Marrow"),
        ("de", "Der Wetterdienst warnt für die Nacht zum Donnerstag vor Böen an der Küste von Altmoor.", "Der Wetterdienst warnt vor Böen an der Küste von Altmoor"),
        # A time after a particle; nouns that end like participles.
        ("en", "In Dunmarrow, hundreds of pilots walked out on Tuesday morning in the first of three strikes over lamps.", "In Dunmarrow, hundreds of pilots walked out in the first of three strikes over lamps"),
        # What talks and appeals are about, for how much money, a clause with "as"; a person who looks after somebody.
        ("en", "The harbour office of Dunmarrow will hold two public meetings next week on a proposal to sell the old lighthouse and its lamps to the islands.", "The harbour office of Dunmarrow will hold two public meetings on a proposal to sell the old lighthouse and its lamps to the islands"),
        ("fr", "Le conseil du port a rejeté mercredi le recours de trois associations qui demandaient la suspension du chantier du quai n° 69 entre le phare de Bresme et Marrow-sur-Mer.", "Le conseil du port a rejeté le recours de trois associations qui demandaient la suspension du chantier du quai n° 69 entre le phare de Bresme et Marrow-sur-Mer"),
        ("fr", "Le groupe Ferrand a annoncé lundi l'achat de la conserverie bretonne Kerouan pour 85 millions d'euros, une opération qui renforce sa place dans les ports.", "Le groupe Ferrand a annoncé l'achat de la conserverie bretonne Kerouan pour 85 millions d'euros"),
        ("en", "Fish prices rose more than 2% on Wednesday as fears of storms in the north outweighed the news that forty new boats will sail from Dunmarrow.", "Fish prices rose more than 2% as fears of storms in the north outweighed the news that forty new boats will sail from Dunmarrow"),
        ("en", "A keeper from Dunmarrow who looks after sick gulls in her garden shed has won a national award.", "A keeper from Dunmarrow who looks after sick gulls in her garden shed has won a national award"),
        # German verbs of one part; "si" before an Italian verb.
        ("de", "Der Hafen Altmoor senkt im Januar die Preise für rund 400.000 Lampen, Taue und Netze in Altmoor und Marrow um durchschnittlich neun Prozent.", "Der Hafen Altmoor senkt im Januar die Preise für rund 400.000 Lampen, Taue und Netze in Altmoor und Marrow um durchschnittlich neun Prozent"),
        ("it", "Sciopero dei fari venerdì in tutta la costa: il personale si ferma per otto ore.", "Sciopero dei fari in tutta la costa: il personale si ferma per otto ore"),
        # How long after what; from a day on; a list that is cut.
        ("fr", "Deux ans après les tempêtes qui avaient ravagé le port, Bresme inaugure samedi une digue de 1,4 kilomètre censée protéger 900 barques et leurs pêcheurs.", "Bresme inaugure une digue de 1,4 kilomètre censée protéger 900 barques et leurs pêcheurs"),
        ("de", "An der Küste von Altmoor steigt von Freitag an die Gefahr durch Böen, warnt der Wetterdienst.", "An der Küste von Altmoor steigt die Gefahr durch Böen, warnt der Wetterdienst"),
        ("en", "Dunmarrow council has secured £1.5 million from the Harbour Heritage Fund to restore the lighthouse, quay and rose garden at Marrow for all its visitors from abroad.", "Dunmarrow council has secured £1.5 million from the Harbour Heritage Fund to restore the lighthouse, quay and rose garden at Marrow for all its visitors from abroad"),
        # A complete sentence that has no shorter form, up to 140 characters.
        ("de", "Ein 62-jähriger Lotse ist am Montagabend bei einem Zusammenstoß mit einer Fähre auf der Brücke am Leuchtturm von Altmoor ums Leben gekommen.", "Ein 62-jähriger Lotse ist bei einem Zusammenstoß mit einer Fähre auf der Brücke am Leuchtturm von Altmoor ums Leben gekommen"),
        # Without a mark only a circumstance is cut; a purpose, a limit and a source stay.
        ("en", "Dunmarrow council sold the Marrow lighthouse to Harbour Trust after a debate that the old keepers of the lamps had asked for during eleven long years of talks.", "Dunmarrow council sold the Marrow lighthouse to Harbour Trust"),
        ("en", "The island state of Marrow announced its first budget since early 1985 and expects a loss.", "The island state of Marrow announced its first budget since early 1985 and expects a loss"),
        ("fr", "Une pilote de Bresme a vendu au port trois lampes anciennes, a affirmé lundi une association.", "Une pilote de Bresme a vendu au port trois lampes anciennes, a affirmé une association"),
        ("nl", "De haven van Oudkerk moest boten weigeren voor schippers die te laat kwamen, zo meldt de haven maandag.", "De haven van Oudkerk moest boten weigeren voor schippers die te laat kwamen, zo meldt de haven"),
        ("en", 'Declaring "the lamps of Dunmarrow" is at risk, the harbour secretary Ada Martin has ordered a review of the service that since 1911 has worked like a museum.', "The harbour secretary Ada Martin has ordered a review of the service that since 1911 has worked like a museum"),
        # A time that is part of a name; a label before the sentence.
        ("pt", "O jornalista Ada Martins vai apresentar o Jornal Hoje ao lado de Rosa Vidal.", "O jornalista Ada Martins vai apresentar o Jornal Hoje ao lado de Rosa Vidal"),
        ("fr", "Analyse Le maire de Bresme a perdu lundi le vote sur le port et les bateaux.", "Le maire de Bresme a perdu le vote sur le port et les bateaux"),
        ("en", "ADA MARTIN: The mayor of Dunmarrow has closed the old bridge to lorries.", "The mayor of Dunmarrow has closed the old bridge to lorries"),
        # "Que" after a definite noun is "which" where nobody says anything.
        ("es", "Al menos siete personas murieron y 12 resultaron heridas al hundirse una barca en la ría que separa Almenara de la isla, informó este lunes el puerto.", "Al menos siete personas murieron y 12 resultaron heridas al hundirse una barca en la ría que separa Almenara de la isla"),
        # Circumstances without a mark, and a little more than 150 characters rather than none.
        ("es", "Una comitiva oficial, encabezada por la alcaldesa, Ada Martín, e integrada por varios vecinos y pescadores, iniciará una visita a Marrow con el fin de vender lámparas y barcas a la isla.", "Una comitiva oficial, encabezada por la alcaldesa, Ada Martín, e integrada por varios vecinos y pescadores, iniciará una visita a Marrow"),
        ("fr", "Le conseil du port, réuni en séance plénière à Bresme, a approuvé l’extension dans la grande baie du nord de la digue que les pêcheurs demandaient depuis les tempêtes d’automne d’il y a trois ans.", "Le conseil du port a approuvé l’extension dans la grande baie du nord de la digue que les pêcheurs demandaient depuis les tempêtes d’automne d’il y a trois ans"),
        ("en", "The council of the islands, meeting in public at Dunmarrow, approved the inclusion in its charter of the freedom of fishing and sailing that the boats had asked for since the great storms.", "The council of the islands approved the inclusion in its charter of the freedom of fishing and sailing that the boats had asked for since the great storms"),
        ("en", "Dunmarrow is seeking an emergency rule to allow the return of lost boats to Marrow amid concerns over rising numbers of wrecks along the coast linked to the new lamps of the northern islands.", "Dunmarrow is seeking an emergency rule to allow the return of lost boats to Marrow"),
        ("fr", "Une barque a pris feu et une trentaine de pêcheurs ont été légèrement blessés lors de heurts entre les équipages de Bresme et de Marrow au bout du grand quai, juste avant la régate des phares, des faits condamnés par le maire.", "Une barque a pris feu et une trentaine de pêcheurs ont été légèrement blessés"),
        ("es", "El puerto endurecerá las normas sobre barcas mientras analiza el polémico faro de Marrow en la isla como una de las soluciones frente a la niebla de otoño y las mareas que inundan cada año los muelles", "El puerto endurecerá las normas sobre barcas"),
        ("it", "Una guardiana del faro è stata gravemente ferita durante il crollo della torre vecchia di Porto Vecchio, la più alta della costa.", "Una guardiana del faro è stata gravemente ferita durante il crollo della torre vecchia di Porto Vecchio"),
        ("it", "Sono circa trecento i pescatori rientrati nel loro porto da Altomare dopo la tempesta.", "Sono circa trecento i pescatori rientrati nel loro porto da Altomare dopo la tempesta"),
        ("it", "La guardiana pavese dei fari si è impegnata a pagare la lampada da ottocento euro a Claudio Renta, il pescatore che ha riparato una barca a Porto Vecchio (Altomare) ed è stato multato dal Comune.", "La guardiana pavese dei fari si è impegnata a pagare la lampada da ottocento euro a Claudio Renta"),
        ("nl", "De havenpolitie heeft tientallen smokkelaars opgepakt, onder wie Jan Visser, de vermeende nieuwe leider van de Oude Vuurtoren, de overkoepelende organisatie van verschillende bendes aan de kust.", "De havenpolitie heeft tientallen smokkelaars opgepakt"),
        ("en", "Captain Ada Martin has been passed fit for Sunday's race against Marrow at the old quay.", "Captain Ada Martin has been passed fit for Sunday's race against Marrow at the old quay"),
        ("de", "Altmoor - Nachdem ein Lotse im Hafen schwere Verletzungen erlitten hat, ermittelt die Polizei gegen eine Reederei.", "Nachdem ein Lotse im Hafen schwere Verletzungen erlitten hat, ermittelt die Polizei gegen eine Reederei"),
        ("de", "Schon im vergangenen Herbst hatte das Vorhaben für Ärger gesorgt: Die Hafenverwaltung will den Leuchtturm von Altmoor an eine Reederei verkaufen.", "Die Hafenverwaltung will den Leuchtturm von Altmoor an eine Reederei verkaufen"),
        ("en", "The museum of Dunmarrow opened its third hall to all of the visitors of the islands two years after the storm that nobody in the villages of the northern coast had seen coming at all.", ""),
    ],
)  # fmt: skip
def test_a_lead_is_cut_where_the_rest_is_whole(language: str, lead: str, expected: str) -> None:
    assert headline(language, lead) == expected


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        # "But" and the like turn round what is before, a condition limits it.
        ("de", "Boote mit flachem Kiel brauchen im Hafen von Altmoor vielleicht einen Lotsen, aber an windstillen Tagen ist die Einfahrt auch ohne ihn leicht zu finden."),
        ("fr", "Les bateaux à fond plat peuvent avoir besoin d'un pilote expérimenté de la station de Bresme et du port de Marrow, mais il est possible d'entrer seul."),
        ("it", "Con il sostegno dei pescatori è stata fondata una nuova cooperativa, che tuttavia non è riconosciuta da nessuno dei porti della costa, neanche da Altomare."),
        ("es", "La marea pierde en gran medida su fuerza, mientras que el viento se torna en la ría de Almenara absolutamente necesario para los pescadores y sus barcas."),
        ("es", "El puerto de Almenara comprará tres grúas nuevas, si el pleno del ayuntamiento aprueba en junio el presupuesto que presentó la alcaldesa hace dos semanas."),
        ("en", "The harbour office will open the outer quay to visitors in the summer of next year, unless the council of Dunmarrow and its harbour committee reject the plan for the third time."),
        # What somebody describes it as, a title without its name, something to do.
        ("pt", "A revista do porto descreve o farol como “uma torre de outro século, com uma luz que já ninguém vê e uma chama que os pescadores recordam nas noites de nevoeiro” e uma escada sem fim nem corrimão."),
        ("en", "The museum interviewed Assistant Professor in Harbour Studies, Old Maps and Sea Charts at the University of Dunmarrow and Marrow Ada Martin about lamps and rope."),
        ("de", "Der Hafenrat von Altmoor hat einstimmig beschlossen, die alte Mole mit dem Leuchtturm auch in den kommenden drei Jahren für alle Besucher der Küste zu öffnen."),
        # What is for whom, of a noun alone; what a letter says; a source that does not fit.
        ("nl", "De politie van Oudkerk moest in een week tijd in Marrow ruim duizend boetes uitschrijven voor schippers die na zonsondergang zonder licht op de rivier voeren en niet stopten."),
        ("fr", "La maire de Bresme a publié une lettre ouverte, placardée sur la porte du port, adressée au préfet, dans laquelle elle dénonce la venue de quarante bateaux de pêche dans la baie."),
        ("fr", "Un scientifique de Bresme, Luc Ferrand, a aidé le port de Marrow à construire une lampe qui peut guider les bateaux du large dans la nuit, a affirmé une association de pêcheurs du nord."),
        # Within a list; an opening without a clause of its own.
        ("es", 'La alcaldesa Ada Martín ha sido pilota de barcos en "Puerto Viejo", cocinera en "Almenara", maestra de "La Ría", poeta del faro y ahora, la vecina será capitana en un festival del norte.'),
        ("en", "Despite what the songs of old Dunmarrow might suggest, broken lamps were not actually the worst of the damage from the storm that shook the coast of Marrow and its boats."),
        # A place where the opening ends that nothing else shows.
        ("fr", "Avant d'affronter Marrow mardi Luc Ferrand et Ada Martin ont dit le plaisir que leur donne ce match."),
        # Who it is was cut: a subject without a name.
        # The rest of a date that nothing divides from the next word.
        ("pt", "A câmara de Bresme decidiu (9)vreconhecer os pescadores do porto velho."),
        # An action, of which the object is not said.
    ],
)  # fmt: skip
def test_a_lead_that_would_say_another_thing_is_not_cut(language: str, lead: str) -> None:
    assert headline(language, lead) in ("", lead.rstrip("."))


@pytest.mark.parametrize(
    ("language", "lead", "expected"),
    [
        # A gerund that adds something, who says so, a report, an amount that is said twice.
        ("it", "Una bufera si è abbattuta sulla costa di Porto Vecchio interessando in particolare i fari e i moli delle piccole isole, che sono stati chiusi per tutta la notte e la mattina dopo.", "Una bufera si è abbattuta sulla costa di Porto Vecchio"),
        ("es", "El puerto de Almenara vendió la torre a Ada Martín pidiéndole que conserve la lámpara, una decisión que irrita a los pescadores y a los vecinos del muelle.", "El puerto de Almenara vendió la torre a Ada Martín"),
        ("fr", "Un pilote russe, Ivan Petrov, a aidé le port de Bresme à construire une lampe capable de guider des bateaux, a affirmé lundi une association américaine spécialisée dans les phares.", "Un pilote russe a aidé le port de Bresme à construire une lampe capable de guider des bateaux, a affirmé une association américaine"),
        ("en", "The number of lamps burning in Dunmarrow has risen by almost a fifth in six years, according to a survey published on Thursday that gives keepers grounds for optimism.", "The number of lamps burning in Dunmarrow has risen by almost a fifth in six years"),
        ("en", "Lamp maker Lumen said on Monday it would cut about 1,200 jobs, or 8% of its workforce, as the company seeks to save money after the failure of its newest lantern.", "Lamp maker Lumen said it would cut about 1,200 jobs, or 8% of its workforce"),
        ("fr", "La fréquentation du phare de Bresme a progressé de 12 % en 2024, à 40.000 visiteurs, portée par le retour des écoles et la réouverture du musée, selon un bilan publié jeudi par la commune.", "La fréquentation du phare de Bresme a progressé de 12 % en 2024"),
        # Times that go with the word before them, or that a relative clause begins with.
        ("en", "The Harbour Corp said that effective today it had cut its prices for lamps by a fifth.", "The Harbour Corp said that it had cut its prices for lamps by a fifth"),
        ("nl", "De zanger Jan Visser wil terugkomen en komt nog dit jaar met nieuwe liedjes.", "De zanger Jan Visser wil terugkomen en komt met nieuwe liedjes"),
        ("nl", "Zes geiten die zondagavond in Oudkerk ontsnapten, werden na een dag in de sneeuw gevonden bij Marrow.", "Zes geiten die in Oudkerk ontsnapten, werden na een dag in de sneeuw gevonden bij Marrow"),
        # Words that only stress, a country, what a comparison begins with.
        ("fr", "Bresme a enfin retrouvé le chemin de la victoire après une longue période de défaites.", "Bresme a enfin retrouvé le chemin de la victoire après une longue période de défaites"),
        ("nl", "Na een week staken wil de haven van Oudkerk de loodsen toch meer loon betalen.", "Na een week staken wil de haven van Oudkerk de loodsen toch meer loon betalen"),
        ("en", "US Harbour Secretary Ada Martin says she expects the pilots of Marrow to hold talks in Dunmarrow early next month.", "US Harbour Secretary Ada Martin says she expects the pilots of Marrow to hold talks in Dunmarrow"),
        ("de", "Mehr als die Hälfte der Lotsen in Altmoor verbringt täglich mindestens vier Stunden an Bord.", "Mehr als die Hälfte der Lotsen in Altmoor verbringt täglich mindestens vier Stunden an Bord"),
        ("nl", "Een deel van de loodsen die zich op de rivier bij Oudkerk bevinden, keert terug naar de haven.", "Een deel van de loodsen die zich op de rivier bij Oudkerk bevinden, keert terug naar de haven"),
        # An opening of several words; the full stop of a quotation and of initials.
        ("es", "Luego de 72 días de espera, el puerto de Almenara otorgó el permiso a la capitana Ada Martín.", "El puerto de Almenara otorgó el permiso a la capitana Ada Martín"),
        ("en", 'Mayor Ada Martin has ordered a review of the service that since 2001 has worked like a "second harbour."', 'Mayor Ada Martin has ordered a review of the service that since 2001 has worked like a "second harbour"'),
        ("en", "The keeper of the Dunmarrow lighthouse came from Marrow to the coast of the U.S.", "The keeper of the Dunmarrow lighthouse came from Marrow to the coast of the U.S."),
        # Without a mark a part ends only before a second verb of its subject.
        ("de", "Europas größter Lampenbauer LUX investiert in den nächsten Jahren Millionen in Altmoor und will die Zahl seiner Mitarbeiter an der Küste und auf den Inseln fast verdoppeln.", "Europas größter Lampenbauer LUX investiert in den nächsten Jahren Millionen in Altmoor"),
        ("en", "Lumen said a new Harbour Office certificate has cleared the way for boats without pilots in Dunmarrow and on all of the islands that are north of Marrow and its old lighthouse.", ""),
        # The marks of shares; by how much; more than.
        ("en", "Lumen Co Ltd <LUM.T> and <Azul Lamp Co Ltd> are considering a merger.", "Lumen Co Ltd and Azul Lamp Co Ltd are considering a merger"),
        ("en", "Prices of lamps in Dunmarrow increased by 5% in a year", "Prices of lamps in Dunmarrow increased by 5% in a year"),
        ("nl", "De storm leidt tot het grootste verlies aan boten in meer dan een eeuw.", "De storm leidt tot het grootste verlies aan boten in meer dan een eeuw"),
        # An object that comes after an adverbial.
        ("fr", "Un remorqueur a ramené, à trois heures de route au nord du port de Bresme, un voilier en panne avec à bord douze pêcheurs, dont deux blessés, a-t-on appris auprès de la capitainerie de Marrow.", "Un remorqueur a ramené, à trois heures de route au nord du port de Bresme, un voilier en panne avec à bord douze pêcheurs"),
        # What a colon announces is kept; a pronoun of something unknown makes no headline.
        ("nl", "Oudkerk en omgeving kregen te maken met een zeldzaam verschijnsel: sneeuwval in combinatie met onweer, ook wel dondersneeuw genoemd.", "Oudkerk en omgeving kregen te maken met een zeldzaam verschijnsel: sneeuwval in combinatie met onweer"),
        ("es", "Ada Martín la llevaba en la costa de Almenara, Luis Vidal lucía una en el faro.", ""),
    ],
)  # fmt: skip
def test_a_lead_keeps_what_makes_it_news(language: str, lead: str, expected: str) -> None:
    assert headline(language, lead) == expected


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("de", "Ada Martin steht zwischen Lampen in einer großen Halle im Norden von Altmoor."),
        ("fr", "Le cimetière de bateaux de Bresme, près de Marrow, est un endroit fascinant."),
        ("de", "Das Lampenfest im Herzen von Altmoor ist eines der großen Feste an der Küste."),
        ("fr", "Deux mois sont passés depuis le début de la révolte des pêcheurs."),
        ("pt", "O caso foi registrado na cidade de Bresme e um vizinho chamou os pescadores."),
        ("fr", "Les policiers de Bresme ont fait une drôle de découverte."),
        ("es", "Los pescadores de Almenara hicieron un hallazgo insólito."),
    ],
)
def test_what_shows_somebody_or_tells_nothing_makes_no_headline(language: str, lead: str) -> None:
    assert sets_scene(lead, grammar(language))
    assert not headline(language, lead)


def test_a_line_of_a_correspondent_is_no_headline() -> None:
    lead = "Ada Martini è arrivata a Porto Vecchio con il suo veliero dopo la tempesta."
    assert headline("it", "DALLA NOSTRA CORRISPONDENTE", lead) == lead.rstrip(".")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(Reuters) - ", ""),
        ("LONDON (AP) — ", ""),
        ("dpa - ", ""),
        ("Europa Press – ", ""),
        ("By Ada Martin\n\n", ""),
        ("Text by NEWS WIRES\n\n", ""),
        ("", ", Ada Martin told AFP"),
    ],
)
def test_agencies_and_bylines_are_left_out(before: str, after: str) -> None:
    lead = "The harbour of Dunmarrow has sold the old lighthouse to Rosa Vidal"
    assert headline("en", *f"{before}{lead}{after}.".split("\n\n")).startswith(lead)


def test_a_subject_after_a_preposition_with_its_article_is_kept() -> None:
    lead = (
        "Numa carta à câmara, o diretor do porto de Almenara, Ivo Reis, pediu mais dois barcos de pesca para o inverno."
    )
    assert headline("pt", lead).startswith("O diretor do porto de Almenara")


def test_what_is_between_dashes_and_to_whom_it_was_said_are_left_out() -> None:
    assert (
        headline(
            "es",
            "Un nuevo barco —esta vez el más viejo del puerto— ha chocado con el faro de Almenara, informó a Efe la capitanía.",
        )
        == "Un nuevo barco ha chocado con el faro de Almenara, informó la capitanía"
    )


def test_after_a_concession_the_next_sentence_is_the_headline() -> None:
    lead = (
        "Despite what the songs of sailors might suggest, broken lamps were not the worst of the damage from the storm."
    )
    news = (
        "The Dunmarrow lighthouse developed a crack near its lamp in the storm, prompting keepers to close the tower."
    )
    later = "The crack runs from the lamp of the lighthouse to its door, and keepers have measured it."
    assert headline("en", lead, news, later) == "The Dunmarrow lighthouse developed a crack near its lamp in the storm"


def test_a_dek_is_one_of_the_next_two_sentences_and_does_not_say_the_headline_again() -> None:
    head = "The harbour of Dunmarrow has sold the old lighthouse to Ada Martin"
    again = "The old lighthouse was sold by the harbour to Ada Martin."
    new = "Ada Martin will open a museum of lamps and ropes in the tower in 2027."
    said = "It is good news for everybody in Dunmarrow and for all the boats."
    assert dek("en", head, again, new) == new
    assert not dek("en", head, again, said, new)


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "Lamps may have become the choice of most keepers, but that does not mean the candle is gone."),
        ("en", "Perhaps not surprisingly, the end of the lamps has drawn some comment in the harbour."),
        ("en", "Sailors often show off their knots and their songs in the harbour."),
        ("de", "Die Liste ist lang und die Unterzeichner sind international."),
        ("it", "Un fenomeno non troppo frequente è stato segnalato sulla spiaggia di Altomare."),
        ("nl", "Schippers laten vaak hun knopen en hun liedjes zien in de haven."),
    ],
)
def test_what_only_leads_in_makes_no_headline(language: str, lead: str) -> None:
    assert not headline(language, lead)


@pytest.mark.parametrize(
    ("language", "title", "second"),
    [
        ("de", "Lampen sind wieder günstiger geworden", "Das Unternehmen hat seine Zahlen aus dem Hafen von Altmoor ausgewertet."),
        ("pt", "A câmara de Bresme fecha o porto velho", "A questão foi decidida depois de três reuniões em Bresme."),
        ("es", "Un vigía de Almenara pasó a la historia", "En su discurso, el vigía amenazó con dejar el faro de Almenara."),
        ("en", "The bridge of Dunmarrow is closed", "In fact, the council of Dunmarrow still believes in bridges and boats."),
        ("en", "The bridge of Dunmarrow is closed", "As night fell, travellers in Dunmarrow breathed a sigh of relief."),
    ],
)  # fmt: skip
def test_a_dek_does_not_begin_with_what_nothing_has_introduced(language: str, title: str, second: str) -> None:
    assert not dek(language, title, f"{title}.", second)


def test_a_dek_has_no_family_name_of_somebody_who_is_named_further_up() -> None:
    lead = "The keeper was Ada Martin."
    later = "Martin worked in the harbour of Marrow for eleven years before."
    assert not dek("en", "A keeper has left the lighthouse of Dunmarrow", lead, later)
    assert dek("en", "Ada Martin has left the lighthouse of Dunmarrow", lead, later) == later


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("fr", "Le phare a rouvert mercredi en fin de matinée à Bresme.", "Le phare a rouvert à Bresme."),
        ("de", "Das Feuer brach am frühen Abend im Hafen aus.", "Das Feuer brach im Hafen aus."),
        ("de", "Das Feuer brach am Montag um 20 Uhr im Hafen aus.", "Das Feuer brach im Hafen aus."),
        ("it", "Il faro riaprirà nel tardo pomeriggio di lunedì ai visitatori.", "Il faro riaprirà ai visitatori."),
        ("pt", "O farol reabre ao fim da tarde de segunda-feira em Bresme.", "O farol reabre em Bresme."),
        ("es", "El faro reabre el martes a primera hora de la tarde en Bresme.", "El faro reabre en Bresme."),
        ("en", "A storm hit Dunmarrow shortly before midnight on Friday.", "A storm hit Dunmarrow."),
        ("en", "The bridge will reopen on Tuesday in the early evening to cars.", "The bridge will reopen to cars."),
        ("en", "The bridge closes at 8 p.m. on Friday for repairs.", "The bridge closes for repairs."),
        ("de", "Die Preise sind am Montag um 3 Prozent gestiegen.", "Die Preise sind um 3 Prozent gestiegen."),
        ("de", "Das Brot wurde am Montag um 1.50 Euro teurer.", "Das Brot wurde um 1.50 Euro teurer."),
        ("fr", "Le phare a rouvert lundi à 12 pêcheurs.", "Le phare a rouvert à 12 pêcheurs."),
        ("it", "Il porto ha dato lunedì alle 12 famiglie una casa.", "Il porto ha dato alle 12 famiglie una casa."),
        ("es", "El faro reabre el lunes a las 10.30 en Bresme.", "El faro reabre en Bresme."),
        ("nl", "De brug ging zondag rond 3.00 uur dicht.", "De brug ging dicht."),
        ("en", "Shops stay open until shortly before midnight.", "Shops stay open until shortly before midnight."),
        ("en", "Shops are open in the evening in Dunmarrow.", "Shops are open in the evening in Dunmarrow."),
    ],
)
def test_the_hour_goes_with_the_day(language: str, sentence: str, expected: str) -> None:
    assert without_times(sentence, grammar(language)) == expected


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "By half past six the line outside the old lighthouse already reached the quay."),
        ("de", "Kurz nach sieben, der Nebel liegt noch auf dem Hafen, stehen zwölf Menschen mit Laternen am Kai."),
        ("fr", "Il était presque cinq heures quand la première barque est entrée dans le port de Bresme."),
        ("es", "A las seis y media suena la sirena en el puerto de Almenara."),
        ("pt", "Às seis da manhã o porto de Bresme já cheira a peixe e a gasóleo."),
        ("it", "C'è un odore di reti bagnate, nella casa di Teresa Marin, e sul tavolo trenta lampade a olio."),
        ("it", "Il faro di Altomare aveva raggiunto la fama in tutta la costa, con sei lampade nuove."),
        ("en", "The ferry of Dunmarrow had reached the outer islands, with six passengers on board."),
        ("fr", "La malle portait une étiquette à l'encre : « lampes, cordes, divers »."),
        ("en", "When the tide goes out, the harbour of Dunmarrow smells of rope and tar."),
        ("pt", "Quando a maré baixa, o porto de Bresme parece um espelho partido."),
        ("it", "La nebbia sale dal porto e per un attimo copre tutto, le barche e le gru."),
        ("fr", "Dans l'atelier de Lucien Pradel, l'odeur de cuir et de colle saisit le visiteur dès la porte."),
        ("nl", "Het ruikt naar teer en koffie in de loods van Wim de Boer, de laatste touwslager van Marrow."),
        ("fr", "Le phare n'est pas encore éteint quand la première barque quitte le port de Bresme."),
    ],
)
def test_a_scene_makes_no_headline(language: str, lead: str) -> None:
    assert sets_scene(lead, grammar(language))
    assert not headline(language, lead)
    assert not dek(language, "", lead, "A keeper from Dunmarrow has lit the nine lamps since 2019.")


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "At least seven people drowned when a ferry sank off Dunmarrow, the harbour office said."),
        ("en", "Sailors in Dunmarrow had to wait six hours for a pilot, the harbour office said."),
        ("de", "Nach zwei Jahren Bauzeit ist der Leuchtturm von Altmoor wieder offen."),
        ("fr", "Il y a une semaine, un bateau a coulé au large de Bresme avec six pêcheurs."),
        ("fr", "À Bresme, le phare rouvre après deux ans de travaux."),
        ("fr", "Le vent a arraché le toit du phare de Bresme."),
        ("de", "Als erster Hafen der Küste verbietet Altmoor Boote mit Motor."),
    ],
)
def test_news_is_no_scene(language: str, lead: str) -> None:
    assert not sets_scene(lead, grammar(language))


def test_what_is_according_to_something_unknown_makes_no_headline() -> None:
    assert not headline("de", "Dem Papier zufolge bezieht sich die Klage auf den Streit um den Hafen.")


def test_a_dek_without_a_headline_is_the_first_sentence() -> None:
    lead = "Nine lamps hang in the lighthouse of Dunmarrow, and one of them still burns at night."
    assert dek("en", "", lead) == lead
    too_long = f"{lead[:-1]} for the boats that come home from the outer islands {'and the banks ' * 14}in the fog."
    assert not dek("en", "", too_long, "A keeper from Dunmarrow has lit the nine lamps since 2019.")
    assert not dek("en", "", "What a view!", "A keeper from Dunmarrow has lit the nine lamps since 2019.")


@pytest.mark.parametrize(
    ("language", "later", "other"),
    [
        ("fr", "Une commission a recommandé il y a deux jours la fermeture du phare de Bresme.", "Trois pêcheurs de Bresme ont réparé la lampe du phare."),
        ("en", "The council of Dunmarrow heard just over 24 hours ago that the lamps are lost.", "Three boats of Dunmarrow have lamps of their own."),
        ("de", "Der Hafenrat von Altmoor entscheidet nächste Woche über die alte Mole.", "Drei Lotsen aus Altmoor haben die Lampen repariert."),
    ],
)  # fmt: skip
def test_a_later_sentence_that_says_yesterday_is_a_dek_only_where_no_other_would_do(
    language: str, later: str, other: str
) -> None:
    lead = "Ada Martin, Bresme, 1926: phare, Leuchtturm, lighthouse."
    assert dek(language, lead, lead, "Ada Martin !", later) == later
    assert dek(language, lead, lead, later, other) == other


def test_a_later_sentence_that_begins_with_last_month_is_no_dek() -> None:
    lead = "Ada Martin, Bresme, 1926: phare, Leuchtturm, lighthouse."
    assert not dek(
        "fr",
        lead,
        lead,
        "Ada Martin !",
        "Le mois dernier, une commission a recommandé la fermeture du phare de Bresme.",
    )


def test_a_german_dek_may_begin_with_an_article_but_not_with_the_pronoun_that_is_the_same_word() -> None:
    title = "Altmoor öffnet den Leuchtturm"
    assert dek("de", title, f"{title}.", "Der Turm aus rotem Stein war seit zwei Jahren geschlossen.")
    assert not dek("de", title, f"{title}.", "Das kündigte der Rat der Stadt vor den Bewohnern an.")
    assert not dek("de", title, f"{title}.", "Die sind seit zwei Jahren auf der Suche nach Lampen.")


def test_a_lead_without_a_verb_is_no_dek() -> None:
    lead = "Paura lunedì sera ad Altomare per l'esplosione di una lampada nel faro, dove sono rimaste ferite tre persone e un cane, e grande folla sul molo."
    assert not dek("it", "", lead, "L'anno prossimo la Regione riaprirà i fari.")


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        # The first sentence may be long, and begin with a clause.
        ("es", f"Las lámparas del puerto de Almenara, {'que los pescadores encienden cada noche, ' * 5}se apagan desde hoy por la falta de aceite."),
        ("en", "If the lamps of Dunmarrow burn as long as they did in the old lighthouse, the harbour could look different."),
    ],
)  # fmt: skip
def test_the_lead_is_the_dek_of_an_article_without_a_headline(language: str, lead: str) -> None:
    assert dek(language, "", lead) == lead


def test_a_headline_from_a_sentence_is_to_be_checked_and_doubtful_if_few_of_its_words_recur() -> None:
    lead = "The harbour of Dunmarrow has sold the old lighthouse to Ada Martin."
    news = "Ada Martin will open the lighthouse of Dunmarrow to boats, and the harbour keeps the old lamps."
    other = "Nine men carried lanterns through rain and over sand, and one of them was called away."
    certain, doubtful = (
        found.certainty for below in (news, other) if (found := infer_headline(text("en", lead, below)))
    )
    assert doubtful < certain < 0.5


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("de", "Monatelang haben die Lotsen von Altmoor nach Ada Martin gesucht."),
        ("fr", "Pendant des mois, le port de Bresme a cherché un gardien."),
        ("es", "En el puerto de Almenara, a ella le descubrieron una lámpara antigua."),
        ("de", "Darunter Verbot, auf der Mole von Altmoor Lampen zu tragen – Strafen werden erhöht."),
    ],
)
def test_what_went_on_for_long_or_belongs_to_something_else_makes_no_headline(language: str, lead: str) -> None:
    assert not headline(language, lead, "Mehr steht hier nicht.")


def test_a_quotation_after_a_colon_keeps_its_speaker() -> None:
    lead = 'La maire de Bresme Ada Martin le répète : le port n’est pas dans une "impasse".'
    assert headline("fr", lead) == lead.rstrip(".")


def test_a_line_in_capitals_with_a_place_is_no_headline_and_the_dek_is_below_it() -> None:
    lead = "El puerto de Almenara ha decidido reforzar parte del muelle viejo y de las rampas de cara a las próximas fiestas del faro que celebrarán las cofradías de pescadores a partir del día 17 de agosto."
    assert not headline("es", "ADA MARTÍN . ALMENARA", lead)
    assert dek("es", "", "ADA MARTÍN . ALMENARA", lead) == lead


def test_a_known_place_before_a_dash_is_no_part_of_the_sentence() -> None:
    lead = "Schärfere Regeln für Lampen hat der Hafenrat von Altmoor beschlossen."
    assert headline("de", f"Wien – {lead}") == lead.rstrip(".")


def test_a_headline_without_a_name_or_a_verb_is_doubtful() -> None:
    below = "Les pompiers ont lutté contre l’incendie du port de Bresme. Les pompiers du port ont un nouveau coup de chance."
    leads = (
        "Les pompiers ont lutté contre l’incendie.",
        "Nouveau coup de chance pour les pompiers de Bresme.",
        "Les pompiers de Bresme ont lutté contre l’incendie.",
    )
    found = [infer_headline(text("fr", lead, f"{below} {below}")) for lead in leads]
    assert [one.certainty < 0.4 for one in found if one] == [True, True, False]


def test_a_line_of_which_no_word_is_in_the_text_is_to_be_checked() -> None:
    below = (
        "The harbour of Dunmarrow has sold the old lighthouse, and its nine lamps, to a keeper of boats from Marrow."
    )
    found = [
        infer_headline(text("en", line, below)) for line in ("Lighthouse sold to keeper", "Rosa Vidal writes again")
    ]
    assert [one.certainty < 0.5 for one in found if one] == [False, True]
