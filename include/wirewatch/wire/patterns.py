"""The words by which papers say whose text, whose picture and whose news it is.

All are alternations of literals over short pieces of text, so that no line can make them slow.
"""

import re
from collections.abc import Iterator


def _words(table: str) -> str:
    entries = (entry.strip() for line in table.splitlines() for entry in line.split("|"))
    return "|".join(_bounded(entry) for entry in entries if entry)


def _bounded(entry: str) -> str:
    """A literal that may not continue as a word; Chinese, Japanese and Korean know no such end."""
    if entry[0] >= "\u3040":
        return re.escape(entry)
    return re.escape(entry) + (r"(?!\w)" if entry[-1].isalnum() else "")


def _set(table: str) -> frozenset[str]:
    return frozenset(table.split())


class Phrases:
    """Phrases in any case; a match tells where they stand, letter for letter.

    Asked of the text in lower case: that takes a third of the time of `re.IGNORECASE`.
    """

    def __init__(self, table: str) -> None:
        entries = [entry for entry in table.lower().split("|") if entry.strip()]
        spaced = [entry for entry in entries if entry.strip()[0] < "\u3040"]
        unspaced = [entry for entry in entries if entry.strip()[0] >= "\u3040"]
        either = rf"(?<!\w)(?:{_words('|'.join(spaced))})"
        self._pattern = re.compile(f"{either}|{_words('|'.join(unspaced))}" if unspaced else either)

    def search(self, text: str) -> re.Match[str] | None:
        """Return where the first of the phrases stands in `text`."""
        return self._pattern.search(_lowered(text))

    def match(self, text: str) -> re.Match[str] | None:
        """Return the phrase that opens `text`."""
        return self._pattern.match(_lowered(text))

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the phrase that is all of `text`."""
        return self._pattern.fullmatch(_lowered(text))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where the phrases stand in `text`."""
        return self._pattern.finditer(_lowered(text))


def _lowered(text: str) -> str:
    return text.replace("İ", "i").lower()  # of all letters, this one has two in lower case


# Before a name: whose text it is. Says nothing by itself.
LEADS = Phrases("""
with|avec|avec l'|avec l’|mit|con|com|med|met|l'|l’|
by|written by|story by|text by|words by|reported by|report by|posted by|from|via|source|sources
|credit|author|authors|copyright
|par|texte|auteur|crédit|von|vom|text|quelle|quellen|autor|por|texto|fuente|fuentes|di|testo|fonte
|fonti|a cura di
|da|de|du|des|door|bron|tekst|af|av|kilde|källa|lähde|przez|źródło|zdroj|forrás|izvor|sursa|sursă
|haber|kaynak|muhabir
|источник|джерело|автор|текст|c|the|l|la|le|el|die|der|das|an|a|agence|agency|agencia|agência
|agenzia|agentur|nachrichtenagentur
|news agency|newswire|wire service|wire|wires|wire reports|press agency|presseagentur|persbureau
|nyhetsbyrån|nyhetsbyrået|nyhedsbureauet|uutistoimisto|agencja|agentura|agenția|agenţia|ajansı
|haber ajansı|агентство|агенція|агенция|πρακτορείο|hírügynökség|وكالة|خبرگزاری|通讯社|通訊社|通信社
|van|oleh|sumber|theo|nguồn|πηγή|منبع|المصدر|स्रोत|מקור|oprac|opr|dépêche|dépêches|stand
|piše|napisao|napisala|autorius|autors|šaltinis|avots|allikas|szerző|írta|lähteet|kirjoittanut
|пише|източник|извор|písal|napísal|scris de|ditulis oleh|penulis|tác giả|ผู้เขียน|ที่มา|สำนักข่าว
|সূত্র|מאת|بقلم|نویسنده|作者|来源|來源|出典|출처|posted
|last updated|last modified|modified|aktualisiert|veröffentlicht
|publicado|actualizado|atualizado|mis à jour|modifié|geplaatst|opublikowano|pubblicato|aggiornato
|© copyright|riproduzione riservata
|all rights reserved|tous droits réservés|alle rechte vorbehalten|updated|published
|publicado|publié
""")

# After an agency's name: what its reporter is. Says nothing by itself.
TITLES = _set(
    """
    writer writers staff correspondent correspondents reporter reporters sports sport national
    political business
    science medical chief bureau news agency editor editors journalist journalists service wire
    newswire team
    investigative entertainment religion technology health food features economics education
    military legal
    diplomatic racing golf football basketball baseball hockey tennis soccer music film
    television tv fashion travel
    environment climate photographer korrespondent korrespondentin redakteur redakteurin
    reporterin agentur
    nachrichtenagentur agence agencia agência agenzia correspondant correspondante envoyé
    envoyée spécial spéciale
    corresponsal enviado enviada noticias redaktion newsroom global world international
    editorial auto airlines redazione redacción redação rédaction redactie redakcja redakce
    desk wires meldung meldungen despacho redactor redactora redattore inviato inviata
    """
)

# Between two names.
JOINERS = _set("and et und y e og och i en ve a și şi mit med met with avec con com z и та")

# Two hands wrote it, the paper's the other: "(avec AFP)", "mit dpa", "(con EFE)".
WITH_WORDS = _set("with avec mit con com med met z vd")

# Around a date they say nothing of who wrote.
DATE_WORDS = _set(
    """
    publié mis mise jour modifié le à du de updated posted published at on am pm um uhr der den
    del el las a às em il alle ore op om uur kl klo o dne dnia r saat pada lúc
    """
)

# The paper wrote it and had help.
CONTRIBUTION = Phrases("""
with files from|with reporting from|with reporting by|additional reporting from
|additional reporting by|with additional reporting
|contributed to this report|contributed to this story|contributed to this article
|contributed reporting|contributed to the report
|with input from|with inputs from|with information from|with contributions from|with material from
|using material from|includes material from|with agency inputs from|with agency inputs
|with assistance from|contributed.
|information from|includes reporting by|includes reporting from|reporting was contributed|files from
|con información de|con informacion de|con información de agencias|con datos de|con aportes de
|con información de la|con reportes de
|com informações da|com informações do|com informações de|com informações das|com informação da
|com agência|com agências
|mit material von|mit material der|mit material des|mit informationen von|mit informationen der
|unter verwendung von
|mit agenturmaterial|mit agenturmaterial von|material von|mit inhalten der|mit inhalten von
|avec des informations de|avec les informations de|avec informations
|a contribué à cet article|ont contribué à cet article
|a participé à cet article
|con il contributo di|con informazioni di|ha collaborato|met medewerking van|mede op basis van
|met informatie van|bidrag fra
|på bakgrund av|z wykorzystaniem|na podstawie|с использованием материалов|по материалам
|за матеріалами|s využitím
|ile birlikte|katkıda bulundu|katkısıyla hazırlandı|katkılarıyla hazırlandı|med bidrag fra
|med material från|med information från|med materiale fra|közreműködésével|felhasználásával
|cu informații de la|cu informații|cu informaţii|με πληροφορίες από|με πληροφορίες
|في هذا التقرير|في إعداد هذا التقرير|综合报道|综合外电|综合法新社|综合路透
|綜合報導|綜合外電|綜合法新社|綜合路透
""")

# Whose picture it is, before the name …
PHOTO = Phrases("""
photo|photos|photo by|photograph|photographs|photographer|image|images|picture|pictures|pic|pics
|file photo|handout|pool|via getty|getty
|getty images|crédit photo|photographe|foto|fotos|bild|bilder|symbolbild|symbolfoto|archivbild
|titelbild|rubriklistenbild|aufmacherbild
|bildrechte|bildnachweis|bildquelle|imagen|imágenes|imagem|fotografía|fotografia|fotógrafo
|immagine|beeld|kuva|zdjęcie|fot|fotoğraf
|görsel|фото|снимок|写真|画像|사진|图片|صورة
|image credit|image source|picture alliance|video|vídeo
|screenshot|kartenmaterial|grafik
|graphic|infographic|infografik|infographie|shutterstock|imago|epa|ap photo|afp photo
|reuters photo|bildfunk|fotostrecke|abb|scanpix|lehtikuva|profimedia|europress|belgaimage
|image copyright|bildcredit|fotocredit
""")

# What makes an agency a source: somebody told it, it reports. Any of them near the name.
TELLING = Phrases("""
told|tells|said|says|report|reports|reported|reporting|according to|citing|cited|quoted
|interview with|interview|confirmed to|learned
|has learned|saw|seen by|tally|count|analysis|quoting|news agency|newspaper|agency|journalist
|journalists|reporter|correspondent
|photographer|writes|wrote|noted|poll|by the
|a déclaré à|déclaré|dit|indiqué|affirmé|confié|expliqué|selon|rapporte|rapporté|d'après|auprès
|apprend|interrogé|journaliste|agence
|à l'|à la|sagte|sagten|erfuhr|berichtet|berichtete|berichten|meldet|meldete|laut|gegenüber
|nach angaben|der nachrichtenagentur
|nachrichtenagentur|zufolge|teilte|informationen der|agentur|wie die
|dijo|según|declaró|informó|aseguraba|señaló|explicó|indicó|agencia|confirmó|contó|declaraciones a
|entrevista|recogida por|informa
|disse|segundo|afirmou|declarou|informou|agência|ha detto|secondo|riferisce|riporta|agenzia
|dichiarato|apprendeva|all'|dalla|alla
|volgens|zei|meldt|tegen|persbureau|skriver|sier|ifølge|til|melder|nyhetsbyrået|enligt|säger
|uppger|nyhetsbyrån|kertoo|mukaan|uutistoimisto
|powiedział|podała|podał|poinformowała|poinformował|agencja|agencji|według|řekl|uvedla|uvedl
|agentura|agentury|podle|agentuře|agenturu
|göre|söyledi|bildirdi|ajansı|ajansına|сообщает|сообщил|сообщила|заявил|рассказал|передает
|агентство|агентству|по данным|за словами
|повідомляє|повідомив|قال|قالت|وكالة|بحسب|によると|取材に|报道|報道|告诉|告訴|据|據|에 따르면|통신
""")

# A newsroom, not a person and not an agency.
DESKS = Phrases("""
staff|staffs|desk|newsroom|redaktion|redaktionen|rédaction|redacción|redação|redazione|redactie
|redakcja|redakce|editorial|editors|team
|web|online|digital|agencies|agences|agencias|agências|agenturen|news|daily|times|post|herald
|tribune|journal|zeitung|nachrichten
|presse|press|radio|tv|media|magazin|magazine|gazette|today|local|world|report|correspondents
|figaro|monde|parisien|libération|guardian|express|standard|observer|independent|telegraph|sun
|mirror|chronicle|globe|mail|star
""")

# The paper's own desk. Narrower than DESKS: a site puts its own name ("… Times") beside authors.
NEWSROOM = Phrases("""
redaktion|redaktionen|redaksjonen|newsroom|rédaction|la rédaction|redacción|redação|redazione
|redactie|redakcja|redakce|redakcia|redacția|redacţia|szerkesztőség|toimitus|haber merkezi
|редакция|редакція|σύνταξη|التحرير|编辑部|編集部|news desk|web desk|online desk|digital desk
|sports desk|newsdesk|webdesk|staff
""")

# "The Local", "Le Monde": a paper, though two capital words look like a person.
ARTICLES = re.compile(r"(?:the|le|la|les|el|los|il|die|der|das|l)(?:\s|['’])", re.IGNORECASE)

# Words that stand between a person and a place: "in kyiv", "à Paris".
IN_PLACE = re.compile(r"\b(?:in|à|en|aus|a|em|i|te|w|v|из|в|from|near)\s+(?P<place>\w.{1,40})$")

# Papers that print a feed unread say so, and the agency is the text's: "auto-generated from a
# syndicated feed", "direkt aus dem dpa-Newskanal".
SYNDICATED = Phrases("""
syndicated feed|syndicated news feed|unformatted feed|agency feed|wire feed|newswire feed
|not been edited by|auto-generated from|automatically generated from|republished from
|direkt aus dem|nachrichten-feed|newsfeed der|nicht redaktionell geprüft|nicht bearbeitet
|nicht von der redaktion bearbeitet|automatisch übernommen|automatisiert übernommen
|unverändert übernommen|flux automatique|publié automatiquement|reprise automatique
|dépêche automatique|sans modification|contenido generado por|publicado automáticamente
|sin modificaciones|sin editar|publicado sin cambios|publicado automaticamente|sem alterações
|generato automaticamente|pubblicato automaticamente|automatisch overgenomen
|automatisch geplaatst|wygenerowany automatycznie|automatisk hentet|automatisk genereret
""")

# A line that points to another article speaks of that one, sign and all.
TEASERS = Phrases("""
read more|read also|also read|see also|more on this|related|don't miss|recommended|lire aussi
|à lire aussi|a lire aussi|lire également|sur le même sujet|lesen sie auch|lies auch
|lesen sie mehr|mehr zum thema|mehr dazu|das könnte sie auch interessieren
|das könnte dich auch interessieren|auch interessant|lea también|lea tambien|le puede interesar
|te puede interesar|más información|leia também|leia mais|veja também|leggi anche|lees ook
|læs også|les også|läs också|läs även|lue myös|czytaj też|czytaj także|zobacz też|čtěte také
|čítajte aj|olvassa el|citește și|ayrıca okuyun|читайте также|читайте також|διαβάστε επίσης
|διαβάστε ακόμη|اقرأ أيضا|اقرأ أيضاً|関連記事|相关阅读|相關閱讀|관련기사|baca juga|xem thêm
""")

# What an agency prints under each of its texts, and papers copy.
SIGN_OFFS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "REUTERS",
        re.compile(
            r"(?i)\((?:additional )?(?:reporting|writing"
            r"|compiled) (?:and writing )?by [^()]{2,300}?;? ?editing by [^()]{2,120}\)?"
            r"|(?:reporting|writing) (?:and writing )?by [^()]{2,300}?[;,.]? editing by .{2,120}"
            r"|our standards: the thomson reuters trust principles"
        ),
    ),
    (
        "CP",
        re.compile(
            r"(?i)this report by the canadian press was first published[^.]*"
            r"|ce texte de la presse canadienne a été publié[^.]*"
        ),
    ),
    ("TNS", re.compile(r"(?i)distributed by tribune (?:content agency|news service)")),
)
COPYRIGHT = re.compile(
    r"(?i)[\s<]*(?:©|ⓒ|\(c\)|copyright|저작권자)[\s©ⓒ]*(?:\(c\)\s*)?(?:\d{4}[\s,]*)?(?:by |the )*"
)
