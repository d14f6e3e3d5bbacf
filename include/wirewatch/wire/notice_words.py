"""The words by which agencies and papers mark a text: kill, correction, embargo, update, format.

MARKS stand in capitals before a colon, a dash or a bar, or alone: "CORRECTED-Council votes",
"ALERTE: …"; in any case between brackets: "(Corrigé)". COLONS stand in any case before a colon:
"Berichtigung: …". PHRASES need neither. Sources: AP Stylebook "Filing the wire", AFP's "formats of
dispatches", the Reuters Handbook's "headline tags", dpa-AFX and Europa Press as they mark texts.
"""

from collections.abc import Mapping

from wirewatch.model import NoticeKind

MARKS: Mapping[NoticeKind, str] = {
    NoticeKind.KILL: """
        MANDATORY KILL|BULLETIN KILL|KILL|KILL ADVISORY|KILL NOTICE|WITHDRAWN|STORY WITHDRAWN
        |STORY REMOVED|ATTENTION EDITORS: WITHDRAWN|ANNULLE ET REMPLACE|ANNULE ET REMPLACE
        |ANNULATION|ANULA Y REEMPLAZA|ANULA Y SUSTITUYE|ANULADO Y SUSTITUIDO|ANULACIÓN|RETIRADA
        |ANULA E SUBSTITUI|ANULAÇÃO|ANNULLA E SOSTITUISCE|ANNULLAMENTO|SPERRE|STORNO|RÜCKZUG
        |ZURÜCKGEZOGEN|ACHTUNG REDAKTIONEN: RÜCKZUG|ANULOWANO|ZRUŠENO|INTREKKING|INGETROKKEN
        |ANNULLERET|ANNULLERING|АННУЛИРУЕТСЯ|АННУЛИРОВАНО|СНЯТО
    """,
    NoticeKind.CORRECTION: """
        CORRECTS|CORRECT|CORRECTED|CORRECTED-OFFICIAL|CORRECTION|CORRECTIVE|REFILE|ERRATUM
        |RECTIFIE|RECTIFIÉ|RECTIFICATIF|CORRECTIF|CORRIGE|CORRIGÉ|CORREGIDO|CORREGIDA|CORRECCIÓN
        |RECTIFICACIÓN|CORREÇÃO|CORRIGIDO|CORRIGIDA|BERICHTIGUNG|BERICHTIGT|KORREKTUR|KORRIGIERT
        |CORREZIONE|RETTIFICA|ERRATA CORRIGE|RECTIFICATIE|CORRECTIE|RETTELSE|RÄTTELSE|KORRIGERING
        |OIKAISU|OPRAVA|SPROSTOWANIE|KOREKTA|DÜZELTME|HELYESBÍTÉS|RECTIFICARE|ИСПРАВЛЕНО|УТОЧНЕНИЕ
        |ИСПРАВЛЕННАЯ ВЕРСИЯ|ВИПРАВЛЕНО|ΔΙΟΡΘΩΣΗ|تصحيح|تصويب|訂正|更正|정정
    """,
    NoticeKind.EMBARGO: """
        EMBARGO|EMBARGOED|EMBARGOED FOR RELEASE|NOT FOR RELEASE|SPERRFRIST|SOUS EMBARGO|EMBARGADO
        |EMBARGADA|EMBARGOED UNTIL|SOTTO EMBARGO|ONDER EMBARGO|POD EMBARGIEM|ЭМБАРГО
    """,
    NoticeKind.UPDATE: """
        UPDATE|UPDATES|UPDATED|ADDS|RECASTS|WRITES THROUGH|WRITETHRU|LEADS THROUGHOUT|WRAPUP
        |ACTUALISE|ACTUALISÉ|ACTUALISATION|COMPLÈTE|COMPLETE|AJOUTE|PRÉCISE|ACTUALIZA
        |ACTUALIZACIÓN|ACTUALIZADO|AMPLÍA|AMPLIA|AMPLIACIÓN|AMP|AMPL|AÑADE|AGREGA|AKTUALISIERT
        |AKTUALISIERUNG|ERGÄNZT|NEU|ATUALIZA|ATUALIZADO|ATUALIZAÇÃO|AGGIORNA|AGGIORNATO
        |AGGIORNAMENTO|ОБНОВЛЕНО|ДОПОЛНЕНО|更新
    """,
    NoticeKind.FORMAT: """
        ALERT|ALERTE|ALERTA|NEWSALERT|URGENT|URGENTE|EILMELDUNG|EIL|BLITZ|BREAKING|BREAKING NEWS
        |FLASH|BULLETIN|SNAP|LEAD|WRAP|ROUNDUP|GESAMT-ROUNDUP|ZUSAMMENFASSUNG|SYNTHESE|SYNTHÈSE
        |PAPIER GENERAL|PAPIER GÉNÉRAL|PAPIER D'ANGLE|AVANT-PAPIER|SÍNTESIS|AVANCE|AV|FACTBOX
        |ÚLTIMO MINUTO|ULTIM'ORA|ADVISORY|EXCLUSIVE|RPT|WDH|МОЛНИЯ|СРОЧНО|速報|속보|عاجل
    """,
}

COLONS: Mapping[NoticeKind, str] = {
    NoticeKind.CORRECTION: """
        correction|corrections|clarification|editor's note - correction|rectificatif|erratum
        |correctif|précision|berichtigung|korrektur|korrekturhinweis|richtigstellung
        |fe de errata|fe de erratas|rectificación|corrección|correção|errata|erramos|rettifica
        |correzione|errata corrige|correctie|rectificatie|rettelse|rättelse|rettet|korrigering
        |oikaisu|sprostowanie|oprava|düzeltme|уточнение|исправление|исправлено|διόρθωση
    """,
    NoticeKind.EMBARGO: "sperrfrist|embargo",
    NoticeKind.FORMAT: "urgent|alerte info|alerta|eilmeldung|breaking|breaking news",
}

PHRASES: Mapping[NoticeKind, str] = {
    NoticeKind.KILL: r"""
        mandatory kill|annull?e et remplace|anula y (?:reemplaza|sustituye)|annulla e sostituisce
        |this (?:story|article|report) has been (?:withdrawn|retracted|removed)
        |(?:has|have) been withdrawn by the agency|please (?:disregard|do not use|kill) the
        |(?:prière|merci) d(?:'|e ne pas )(?:annuler|tenir compte|utiliser)
        |annulation\s?: (?:merci|prière)|cet article a été retiré
        |(?:achtung: )?bitte verwenden sie die meldung nicht|bitte nicht verwenden
        |diese meldung wurde zurückgezogen|rückzug der meldung
        |rogamos (?:anulen|no difundan|no publiquen)|anulación: rogamos|retirada: rogamos
        |este (?:artículo|artigo) (?:ha sido|foi) retirado|si prega di non utilizzare
        |просьба не использовать|annullamento: si prega
    """,
    NoticeKind.CORRECTION: r"""
        (?:this|an earlier|a previous|the original) (?:story|article|report|version|headline)
        [^.]{0,60}?\ (?:has been|was|is) corrected
        |this story corrects|correction of the|corrects (?:spelling|name|date|day|paragraph
        |attribution|headline|byline|that|to|in)(?!\w)
        |(?:an earlier|a previous) version of this (?:story|article|report)
        |une (?:première )?version (?:précédente|antérieure) de cet article
        |nous avions écrit par erreur|in einer früheren version|in der ersten fassung
        |bitte beachten sie die (?:berichtigung|korrektur)
        |(?:corrige|corrigeert|korrigiert) (?:fecha|nombre|nome|data|titular|titre|date|nom|datum)
        |una versión anterior de (?:este|esta)|uma versão anterior d
        |una versione precedente di|in een eerdere versie|i en tidigare version
        |i en tidligere (?:version|versjon)|исправлен[аоы]? (?:дата|имя|в)
    """,
    NoticeKind.EMBARGO: r"""
        embargoed (?:until|for|to|till)|under embargo until|not for (?:release|publication) before
        |sous embargo jusqu|sperrfrist bis|sperrfrist,? \d|embarg(?:o|ado|ada)
        \ (?:until|bis|hasta|até|fino|tot|jusqu)
        |embargo \d|sotto embargo (?:fino|sino)|onder embargo tot
    """,
    NoticeKind.UPDATE: r"""
        adds (?:quotes?|details?|background|reaction|comment|byline|photo|more|context|paragraphs?)
        |updates? with|recasts,? (?:with|adds)|writes through|(?:\d(?:st|nd|rd|th)) (?:lead|ld)
        [ -]?(?:writethru|wrap)|writethru|ajoute (?:citations?|détails?|déclarations?|réactions?)
        |avec plus de détails|actualisé? avec|actualiza con|(?:añade|agrega) (?:detalles
        |declaraciones|reacci)|amplía con|aktualisierte (?:fassung|version)|aktualisiert um
        |neu: (?:zitate?|mehr|details|reaktion|hintergrund)|durchgehend neu
        |aggiorna con|atualiza com|обновлено с
    """,
    NoticeKind.FORMAT: r"""
        \d(?:st|nd|rd|th|e|er|ème|eme) lead(?!\w)|\d\. zusammenfassung
        |(?:urgent|alerte|alert|eilmeldung) [-–—]
    """,
}
