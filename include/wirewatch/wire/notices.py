"""What an agency tells editors in the text: corrections, kills, updates, embargoes, slugs."""

import re
from dataclasses import dataclass
from enum import StrEnum

from wirewatch.model import Article, BlockKind


class NoticeKind(StrEnum):
    """What a notice says. Earlier here weighs more."""

    KILL = "kill"  # do not print; replaces or withdraws what came before
    CORRECTION = "correction"
    EMBARGO = "embargo"
    UPDATE = "update"  # new words: "ADDS quotes", "2nd lead"
    FORMAT = "format"  # an agency's kind of text: alert, urgent, lead, wrap


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice and its words, cut unchanged from the headline or block they stand in."""

    kind: NoticeKind
    evidence: str


MAX_HEAD = 300  # characters; a notice opens or closes a text, it does not hide in a paragraph

# Matched at the start of a block, or behind an opening bracket; case tells wire words from prose.
_LOUD: tuple[tuple[NoticeKind, str], ...] = (
    (
        NoticeKind.KILL,
        r"MANDATORY KILL|BULLETIN KILL|KILL(?: ADVISORY"
        r"| NOTICE)?(?=[:\s\-–—])(?=[:\s\-–—]{1,3}(?:[A-Z]{2}|$))|ANNULLE ET REMPLACE"
        r"|ANNULATION|ANULA Y (?:REEMPLAZA|SUSTITUYE)"
        r"|ATTENTION EDITORS: WITHDRAWN|WITHDRAWN|STORY REMOVED"
        r"|ACHTUNG[:,]? ?(?:BITTE NICHT VERWENDEN|STORNO)|SPERRE|ANNULLA E SOSTITUISCE"
        r"|ANULA E SUBSTITUI|STORNO|ACHTUNG REDAKTIONEN: RÜCKZUG",
    ),
    (
        NoticeKind.CORRECTION,
        r"CORRECTS?|CORRECTED(?:-OFFICIAL)?|CORRECTION|CORRECTIVE|RECTIFIE|RECTIFICATIF"
        r"|CORRIGE|CORRIGÉ|CORRECCIÓN|CORREÇÃO|BERICHTIGUNG|KORREKTUR|KORRIGIERT"
        r"|CORREZIONE|RETTELSE|RÄTTELSE|RECTIFICATIE"
        r"|REFILE|ERRATUM|DÜZELTME|SPROSTOWANIE|ИСПРАВЛЕНО",
    ),
    (NoticeKind.EMBARGO, r"EMBARGO(?:ED)?|SPERRFRIST|SOUS EMBARGO|EMBARGADO"),
    (
        NoticeKind.UPDATE,
        r"UPDATES?(?: \d+)?(?=[:\s\-–—])|UPDATED|ADDS|RECASTS|ACTUALISE|ACTUALIZA(?:CIÓN)?"
        r"|AKTUALISIERT|AMPLÍA|AMPLIA|ACTUALISATION|COMPLÈTE|AJOUTE|ATUALIZA"
        r"|AGGIORNA(?:MENTO)?|WRITETHRU|LEADS? THROUGHOUT|WRAPUP \d+",
    ),
    (
        NoticeKind.FORMAT,
        r"ALERTE?|URGENTE?|EILMELDUNG|BREAKING|FLASH|BULLETIN|LEAD|\d(?:ST|ND|RD|TH) LEAD"
        r"|WRAP|EXCLUSIVE|ADVISORY|PAPIER GÉNÉRAL",
    ),
)
# Whole phrases that mean it in any case.
_QUIET: tuple[tuple[NoticeKind, str], ...] = (
    (
        NoticeKind.KILL,
        r"mandatory kill|annull?e et remplace|anula y reemplaza|anula y sustituye"
        r"|annulla e sostituisce"
        r"|this (?:story|article|report) has been (?:withdrawn|retracted|removed)|(?:has"
        r"|have) been withdrawn by the agency"
        r"|please (?:disregard|do not use) the|cet article a été retiré"
        r"|diese meldung wurde zurückgezogen|este (?:artículo|artigo) (?:ha sido"
        r"|foi) retirado",
    ),
    (
        NoticeKind.CORRECTION,
        r"(?:this|an earlier|a previous|the original) (?:story|article|report|version"
        r"|headline)[^.]{0,60}? (?:has been|was|is) corrected|correction:|corrections?:"
        r"|clarification:|editor['’]s note:? correction"
        r"|this story corrects|corrects (?:spelling|name|date|day|paragraph|attribution"
        r"|headline|byline|that|to|in)"
        r"|an earlier version of this (?:story|article|report)"
        r"|a previous version of this (?:story|article|report)"
        r"|rectificatif|erratum|une (?:première )?version (?:précédente"
        r"|antérieure) de cet article|nous avions écrit par erreur"
        r"|berichtigung:|korrektur:|korrekturhinweis|in einer früheren version"
        r"|in der ersten fassung"
        r"|(?:fe de erratas?|rectificación|corrección):|una versión anterior de (?:este"
        r"|esta)|correção:|errata:|erramos:|uma versão anterior d"
        r"|rettifica:|correzione:|una versione precedente di|correctie:|rectificatie"
        r"|in een eerdere versie|rettelse:|rättelse:|rettet:"
        r"|sprostowanie|düzeltme:|уточнение:|исправлен[аоы]? ",
    ),
    (
        NoticeKind.EMBARGO,
        r"embargoed (?:until|for|to|till)|under embargo until|sous embargo jusqu"
        r"|sperrfrist:?|embargado hasta|embargo (?:until|bis|hasta|até|fino)",
    ),
    (
        NoticeKind.UPDATE,
        r"adds (?:quotes?|details?|background|reaction|comment|byline|photo|more|context"
        r"|paragraphs?)|updates with|recasts with|(?:1st|2nd|3rd|[4-9]th) (?:lead"
        r"|ld)[ -]?(?:writethru|wrap)|writethru"
        r"|avec plus de détails|actualise avec|añade (?:detalles|declaraciones)|amplía con"
        r"|aktualisiert um|(?:zusammenfassung|überblick) \d|neu: ",
    ),
    (
        NoticeKind.FORMAT,
        r"(?:1st|2nd|3rd|[4-9]th) lead",
    ),
)
_OPENS = r"^[\s(\[*«“\"#:_–—-]{0,4}"
_LOUD_RES = tuple(
    (kind, re.compile(rf"{_OPENS}(?P<words>(?:{words})(?!\w))")) for kind, words in _LOUD
)
_QUIET_RES = tuple(
    (kind, re.compile(rf"{_OPENS}(?:[^.:]{{0,30}}[-–—:(] ?)?(?P<words>{words})", re.IGNORECASE))
    for kind, words in _QUIET
)
# A word in capitals is a notice only before a colon, a bar or a dash, or between brackets.
_LOUD_END = re.compile(
    r"\s*[:)\]|–—/]|\s+-|\s*\d*[-–]|$|\s+(?:quotes?|details?|with|in|to|that|spelling|name"
    r"|date|paragraph|until|for)\b"
)
_INSIDE_HEADLINE = re.compile(
    r"[(\[]\s?(?P<words>corrected|correction|update[d ]*\d*|kill|urgent|lead|\d(?:st|nd|rd"
    r"|th) lead|rectificatif|corrigé|actualisé|aktualisiert|korrigiert|actualizado"
    r"|corregido|aggiornato)\s?[)\]]",
    re.IGNORECASE,
)
_KIND_INSIDE = (
    (NoticeKind.KILL, "kill"),
    (NoticeKind.CORRECTION, "corr"),
    (NoticeKind.CORRECTION, "rectif"),
    (NoticeKind.CORRECTION, "korrig"),
    (NoticeKind.UPDATE, "up"),
    (NoticeKind.UPDATE, "a"),
)


def find_notices(article: Article) -> tuple[Notice, ...]:
    """Return the notices in an article's headline and paragraphs, weightiest first.

    `evidence` is a substring of the headline or of the block. One notice a kind and evidence.
    """
    kinds = (BlockKind.OTHER, BlockKind.READMORE, BlockKind.SHARE, BlockKind.ADVERT, BlockKind.TAG)
    texts = [block.text for block in article.blocks if block.kind not in kinds]
    found = [notice for text in texts for notice in _notices_in(text)]
    found += _in_headline(article.title)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda notice: list(NoticeKind).index(notice.kind)))


def _notices_in(text: str) -> list[Notice]:
    head = text[:MAX_HEAD]
    for kind, pattern in _QUIET_RES:
        if match := pattern.match(head):
            return [Notice(kind=kind, evidence=_sentence(text, match.start("words")))]
    for kind, pattern in _LOUD_RES:
        match = pattern.match(head)
        if match and _LOUD_END.match(head[match.end() :]):
            return [Notice(kind=kind, evidence=_sentence(text, match.start("words")))]
    return []


def _in_headline(title: str) -> list[Notice]:
    found = _notices_in(title)
    if match := _INSIDE_HEADLINE.search(title):
        words = match["words"].lower()
        kind = next(
            (kind for kind, start in _KIND_INSIDE if words.startswith(start)), NoticeKind.FORMAT
        )
        found.append(Notice(kind=kind, evidence=match[0]))
    return found


def _sentence(text: str, start: int) -> str:
    """From the notice's first word to the end of its sentence."""
    stop = re.search(r"[.!?)\]](?=\s|$)", text[start : start + MAX_HEAD])
    return text[start : start + (stop.end() if stop else MAX_HEAD)].strip()
