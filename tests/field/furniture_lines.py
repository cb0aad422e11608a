"""Lines that pages and papers put around an article, as people paste them, and an article to put them around, in six languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pasted:
    """An article in ``language``: its headline, two paragraphs, a crosshead and a last paragraph; and forty lines of furniture."""

    headline: str
    lead: str
    second: str
    crosshead: str
    last: str
    lines: tuple[str, ...]


PASTED = {
    "en": Pasted(
        "Harbour town buys a second ferry",
        "The council of the harbour town voted on Tuesday for a second ferry, after two winters in which the only one stood still.",
        "The boat will be built in the yard across the river and should sail before the summer, the mayor said.",
        "A yard with too little work",
        "The yard has not built a ferry for eleven years. It now employs forty people, a third of what it once did.",
        (
            "POLITICS", "Transport", "EXCLUSIVE", "Analysis", "BREAKING NEWS", "Home > News > Local", "Thursday 13 February 2025",
            "13 Feb 2025, 10:02", "Published: 13 February 2025 at 10:02 am", "Updated 14 Feb 2025", "By Mary Hale",
            "By MARY HALE and TOM RIDLEY, Staff Writers", "By Mary Hale in Port Hope", "Mary Hale, transport correspondent",
            "The Quay, 13 February 2025, page 7", "Subscribers only", "This article is for subscribers only",
            "You have 72% of this article left to read", "Photo: The old ferry at the quay on Tuesday. © The Quay",
            "The old ferry at the quay. (AP Photo/John Doe)", "Image credit: Tom Ridley/Getty Images", "Share on Facebook",
            "Share this article", "Copy link", "Facebook X WhatsApp Email", "We and our 842 partners use cookies", "Accept all",
            "Accept all | Reject all | Manage preferences", "3 min read", "Reading time: 3 minutes", "12 comments",
            "Sign up for our newsletter", "Read also: Harbour master steps down after strike", "Related articles", "ADVERTISEMENT",
            "© 2025 The Quay. All rights reserved.", "Press contact: Anna Reed, anna.reed@example.org", "Follow us on Instagram",
            "News | Politics | Sport | Culture", "Listen to this article (3 min)",
        ),
    ),
    "fr": Pasted(
        "Un second bac pour le port",
        "Le conseil municipal a voté mardi l'achat d'un second bac, après deux hivers où le seul bateau est resté à quai.",
        "Le bateau sera construit au chantier d'en face et devrait naviguer avant l'été, a annoncé la maire mardi soir.",
        "Un chantier sans commandes",
        "Le chantier n'a plus construit de bac depuis onze ans. Il emploie aujourd'hui quarante personnes, trois fois moins qu'avant.",
        (
            "POLITIQUE", "Transports", "EXCLUSIF", "Reportage", "INFO LE QUAI", "Accueil > Région > Transports",
            "Jeudi 13 février 2025", "13 février 2025 à 10h02", "Publié le 13/02/2025 à 10:02", "Mis à jour le 14 février 2025",
            "Par Jeanne Dupont", "Par Jeanne Dupont et Paul Martin, avec AFP", "Par Jeanne Dupont, à Port-Brillet",
            "Jeanne Dupont, correspondante", "Le Quai, jeudi 13 février 2025, page 7", "Réservé aux abonnés",
            "Cet article est réservé aux abonnés", "Il vous reste 72.5 % de cet article à lire",
            "Photo : une foule sur le quai, mardi. © Le Quai", "Le vieux bac à quai mardi. (Photo Paul Martin)",
            "Crédit photo : Paul Martin / AFP", "Partager sur Facebook", "Partager cet article", "Copier le lien",
            "Facebook X WhatsApp Email", "Nous et nos 842 partenaires utilisons des cookies", "Tout accepter",
            "Tout accepter | Continuer sans accepter", "Lecture 3 min", "Temps de lecture : 3 min", "12 commentaires",
            "S'abonner à la newsletter", "Lire aussi : Le capitaine du port démissionne", "Sur le même sujet", "PUBLICITÉ",
            "© 2025 Le Quai. Tous droits réservés.", "Contact presse : Anne Roche, 06 12 34 56 78", "Suivez-nous sur Instagram",
            "Actualités | Politique | Sports | Culture", "Écouter l'article (3 min)",
        ),
    ),
    "de": Pasted(
        "Hafenstadt kauft eine zweite Fähre",
        "Der Stadtrat hat am Dienstag für eine zweite Fähre gestimmt, nachdem die einzige zwei Winter lang stillgestanden hatte.",
        "Das Schiff wird in der Werft gegenüber gebaut und soll vor dem Sommer fahren, sagte die Bürgermeisterin am Abend.",
        "Eine Werft mit zu wenig Arbeit",
        "Die Werft hat seit elf Jahren keine Fähre mehr gebaut. Heute arbeiten dort vierzig Menschen, ein Drittel von früher.",
        (
            "POLITIK", "Verkehr", "EXKLUSIV", "Kommentar", "EILMELDUNG", "Startseite > Region > Verkehr",
            "Donnerstag, 13. Februar 2025", "13.02.2025, 10:02 Uhr", "Veröffentlicht am 13. Februar 2025 um 10:02 Uhr",
            "Aktualisiert am 14. Februar 2025", "Von Anna Berger", "Von Anna Berger und Paul Lang, dpa", "Von Anna Berger, Hafenstadt",
            "Anna Berger, Redakteurin", "Der Kai, Donnerstag, 13. Februar 2025, Seite 7", "Nur für Abonnenten",
            "Dieser Artikel ist nur für Abonnenten", "Noch 72 % des Artikels lesen", "Foto: Die alte Fähre am Dienstag. © Der Kai",
            "Die alte Fähre am Kai. (Foto: Paul Lang)", "Bildquelle: Paul Lang / dpa", "Auf Facebook teilen", "Artikel teilen",
            "Link kopieren", "Facebook X WhatsApp E-Mail", "Wir und unsere 842 Partner verwenden Cookies", "Alle akzeptieren",
            "Alle akzeptieren | Ablehnen | Einstellungen", "3 Min. Lesezeit", "Lesezeit: 3 Minuten", "12 Kommentare",
            "Zum Newsletter anmelden", "Lesen Sie auch: Hafenmeister tritt nach Streik zurück", "Mehr zum Thema", "ANZEIGE",
            "© 2025 Der Kai. Alle Rechte vorbehalten.", "Pressekontakt: Eva Roth, Tel. 030 1234567", "Folgen Sie uns auf Instagram",
            "Nachrichten | Politik | Sport | Kultur", "Artikel anhören",
        ),
    ),
    "es": Pasted(
        "El puerto compra un segundo transbordador",
        "El pleno aprobó el martes la compra de un segundo transbordador, después de dos inviernos con el único barco amarrado.",
        "El barco se construirá en el astillero de enfrente y debería navegar antes del verano, anunció la alcaldesa el martes.",
        "Un astillero sin pedidos",
        "El astillero no construye un transbordador desde hace once años. Hoy emplea a cuarenta personas, un tercio que antes.",
        (
            "POLÍTICA", "Transportes", "EXCLUSIVA", "Análisis", "ÚLTIMA HORA", "Inicio > Noticias > Local",
            "Jueves, 13 de febrero de 2025", "13 de febrero de 2025 - 10:02", "Publicado el 13 de febrero de 2025 a las 10:02",
            "Actualizado el 14 de febrero de 2025", "Por Ana Ruiz", "Por Ana Ruiz y Luis Vega, con EFE", "Por Ana Ruiz, Puerto Real",
            "Ana Ruiz, corresponsal", "El Muelle, jueves 13 de febrero de 2025, página 7", "Solo para suscriptores",
            "Este contenido es exclusivo para suscriptores", "Te queda el 72 % por leer", "Foto: el viejo barco, el martes. © El Muelle",
            "El viejo barco en el muelle. (Foto: Luis Vega)", "Crédito: Luis Vega / EFE", "Compartir en Facebook",
            "Compartir este artículo", "Copiar enlace", "Facebook X WhatsApp Email", "Nosotros y nuestros 842 socios usamos cookies",
            "Aceptar todo", "Aceptar todo | Rechazar | Configurar", "3 min de lectura", "Tiempo de lectura: 3 min", "12 comentarios",
            "Suscríbete a nuestro boletín", "Lea también: El capitán del puerto dimite tras la huelga", "Noticias relacionadas",
            "PUBLICIDAD", "© 2025 El Muelle. Todos los derechos reservados.", "Contacto de prensa: Eva Soler, 600 123 456",
            "Síguenos en Instagram", "Noticias | Política | Deportes | Cultura", "Escuchar artículo",
        ),
    ),
    "it": Pasted(
        "La città compra un secondo traghetto",
        "Il consiglio comunale ha votato martedì l'acquisto di un secondo traghetto, dopo due inverni in cui l'unico è rimasto fermo.",
        "La nave sarà costruita nel cantiere di fronte e dovrebbe navigare prima dell'estate, ha annunciato la sindaca.",
        "Un cantiere senza commesse",
        "Il cantiere non costruisce un traghetto da undici anni. Oggi dà lavoro a quaranta persone, un terzo di un tempo.",
        (
            "POLITICA", "Trasporti", "ESCLUSIVA", "Analisi", "ULTIM'ORA", "Home > Cronaca > Trasporti", "Giovedì 13 febbraio 2025",
            "13 febbraio 2025, ore 10:02", "Pubblicato il 13 febbraio 2025 alle 10:02", "Aggiornato il 14 febbraio 2025",
            "Di Anna Bruni", "Di Anna Bruni e Luca Neri, ANSA", "Di Anna Bruni, Porto Vecchio", "Anna Bruni, inviata",
            "Il Molo, giovedì 13 febbraio 2025, pagina 7", "Riservato agli abbonati", "Questo contenuto è riservato agli abbonati",
            "Contenuto a pagamento", "Foto: il vecchio traghetto, martedì. © Il Molo", "Il vecchio traghetto al molo. (Foto: Luca Neri)",
            "Crediti foto: Luca Neri / ANSA", "Condividi su Facebook", "Condividi questo articolo", "Copia link",
            "Facebook X WhatsApp Email", "Noi e i nostri 842 partner utilizziamo i cookie", "Accetta tutto",
            "Accetta tutto | Rifiuta | Gestisci preferenze", "3 min di lettura", "Tempo di lettura: 3 minuti", "12 commenti",
            "Iscriviti alla newsletter", "Leggi anche: Il comandante del porto lascia dopo lo sciopero", "Articoli correlati",
            "PUBBLICITÀ", "© 2025 Il Molo. Tutti i diritti riservati.", "Ufficio stampa: Eva Conti, 02 1234567", "Seguici su Instagram",
            "Notizie | Politica | Sport | Cultura", "Ascolta l'articolo",
        ),
    ),
    "pt": Pasted(
        "Cidade compra uma segunda balsa",
        "A câmara municipal aprovou na terça-feira a compra de uma segunda balsa, depois de dois invernos com a única parada no cais.",
        "O barco será construído no estaleiro em frente e deverá navegar antes do verão, anunciou a presidente na terça-feira.",
        "Um estaleiro sem encomendas",
        "O estaleiro não constrói uma balsa há onze anos. Hoje emprega quarenta pessoas, um terço do que já teve.",
        (
            "POLÍTICA", "Transportes", "EXCLUSIVO", "Análise", "ÚLTIMA HORA", "Início > Notícias > Local",
            "Quinta-feira, 13 de fevereiro de 2025", "13 de fevereiro de 2025 às 10h02", "Publicado em 13 de fevereiro de 2025 às 10:02",
            "Atualizado em 14 de fevereiro de 2025", "Por Ana Lima", "Por Ana Lima e Rui Costa, com Lusa", "Por Ana Lima, Porto Novo",
            "Ana Lima, correspondente", "O Cais, quinta-feira, 13 de fevereiro de 2025, página 7", "Só para assinantes",
            "Este conteúdo é exclusivo para assinantes", "Já é assinante? Entre aqui", "Foto: a velha balsa, na terça. © O Cais",
            "A velha balsa no cais. (Foto: Rui Costa)", "Crédito: Rui Costa / Lusa", "Compartilhar no Facebook", "Partilhar artigo",
            "Copiar link", "Facebook X WhatsApp Email", "Nós e os nossos 842 parceiros usamos cookies", "Aceitar todos",
            "Aceitar todos | Rejeitar | Gerir preferências", "3 min de leitura", "Tempo de leitura: 3 min", "12 comentários",
            "Assine a newsletter", "Leia também: Capitão do porto demite-se após greve", "Notícias relacionadas", "PUBLICIDADE",
            "© 2025 O Cais. Todos os direitos reservados.", "Contacto de imprensa: Eva Reis, 912 345 678", "Siga-nos no Instagram",
            "Notícias | Política | Desporto | Cultura", "Ouvir artigo",
        ),
    ),
}  # fmt: skip
