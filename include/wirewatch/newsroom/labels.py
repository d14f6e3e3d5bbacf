"""The words around an article in four languages, and times as pages print them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a page says around its article."""

    by: str
    both: str  # "A and B"
    published: str
    updated: str
    share: str
    newsletter: str
    read_more: str
    latest: str
    subscribe: str
    correction: str
    consent_title: str
    consent_text: str
    consent_accept: str
    rights: str
    with_files: str  # a contribution; {agency} is filled in
    today_at: str
    yesterday_at: str
    on_day: str
    months: tuple[str, ...]


_EN_MONTHS = "January February March April May June July August September October November December"
_FR_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ES_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_DE_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"

LABELS = {
    "en": Labels(
        by="By",
        both="and",
        published="Published",
        updated="Updated",
        share="Share this story",
        newsletter="Sign up for our morning newsletter and never miss a headline.",
        read_more="Read more",
        latest="Latest news",
        subscribe="Subscribe to read on. Already a member? Log in.",
        correction="Correction",
        consent_title="We value your privacy",
        consent_text=(
            "We and our 214 partners store and access information on your device, such as "
            "cookies. You can accept, or choose what we may do, before you continue."
        ),
        consent_accept="Accept all and continue",
        rights="All rights reserved.",
        with_files="With files from {agency}",
        today_at="today at {time}",
        yesterday_at="yesterday at {time}",
        on_day="{month} {day}, {year} at {time}",
        months=tuple(_EN_MONTHS.split()),
    ),
    "fr": Labels(
        by="Par",
        both="et",
        published="Publié",
        updated="Mis à jour",
        share="Partager cet article",
        newsletter="Recevez chaque matin notre lettre d’information et ne manquez rien.",
        read_more="À lire aussi",
        latest="Les dernières nouvelles",
        subscribe="Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite.",
        correction="Rectificatif",
        consent_title="Votre vie privée nous tient à cœur",
        consent_text=(
            "Avec nos 214 partenaires, nous stockons des informations sur votre appareil, par "
            "exemple des cookies. Vous pouvez accepter ou paramétrer vos choix avant de continuer."
        ),
        consent_accept="Tout accepter et continuer",
        rights="Tous droits réservés.",
        with_files="(avec {agency})",
        today_at="aujourd’hui à {time}",
        yesterday_at="hier à {time}",
        on_day="le {day} {month} {year} à {time}",
        months=tuple(_FR_MONTHS.split()),
    ),
    "es": Labels(
        by="Por",
        both="y",
        published="Publicado",
        updated="Actualizado",
        share="Compartir esta noticia",
        newsletter="Suscríbase a nuestro boletín de la mañana y no se pierda nada.",
        read_more="Lea también",
        latest="Últimas noticias",
        subscribe="Este contenido es exclusivo para suscriptores. Suscríbase para seguir leyendo.",
        correction="Corrección",
        consent_title="Su privacidad nos importa",
        consent_text=(
            "Con nuestros 214 socios guardamos información en su dispositivo, como cookies. "
            "Puede aceptar o configurar su elección antes de continuar."
        ),
        consent_accept="Aceptar todo y continuar",
        rights="Todos los derechos reservados.",
        with_files="(Con información de {agency})",
        today_at="hoy a las {time}",
        yesterday_at="ayer a las {time}",
        on_day="el {day} de {month} de {year} a las {time}",
        months=tuple(_ES_MONTHS.split()),
    ),
    "de": Labels(
        by="Von",
        both="und",
        published="Veröffentlicht",
        updated="Aktualisiert",
        share="Artikel teilen",
        newsletter="Abonnieren Sie unseren Morgen-Newsletter und verpassen Sie nichts mehr.",
        read_more="Lesen Sie auch",
        latest="Die neuesten Nachrichten",
        subscribe="Dieser Artikel ist Abonnenten vorbehalten. Jetzt abonnieren und weiterlesen.",
        correction="Korrektur",
        consent_title="Ihre Privatsphäre ist uns wichtig",
        consent_text=(
            "Wir und unsere 214 Partner speichern Informationen auf Ihrem Gerät, etwa Cookies. "
            "Sie können zustimmen oder Ihre Auswahl treffen, bevor Sie fortfahren."
        ),
        consent_accept="Alle akzeptieren und weiter",
        rights="Alle Rechte vorbehalten.",
        with_files="Mit Material von {agency}",
        today_at="heute um {time} Uhr",
        yesterday_at="gestern um {time} Uhr",
        on_day="am {day}. {month} {year} um {time} Uhr",
        months=tuple(_DE_MONTHS.split()),
    ),
}


def printed_day(at: datetime, *, zone: str, language: str) -> str:
    """Return a time as a page prints it in full: "March 12, 2026 at 16:41"."""
    return _filled(LABELS[language].on_day, at.astimezone(ZoneInfo(zone)), language)


def printed_ago(at: datetime, *, seen_at: datetime, zone: str, language: str) -> str:
    """Return a time as a page prints it to somebody who looks at `seen_at`: "yesterday at 16:41".

    What is older than yesterday is printed in full.
    """
    labels = LABELS[language]
    local, seen = at.astimezone(ZoneInfo(zone)), seen_at.astimezone(ZoneInfo(zone))
    days = (seen.date() - local.date()).days
    pattern = {0: labels.today_at, 1: labels.yesterday_at}.get(days, labels.on_day)
    return _filled(pattern, local, language)


def _filled(pattern: str, local: datetime, language: str) -> str:
    clock = "{0:%H}h{0:%M}" if language == "fr" else "{0:%H}:{0:%M}"
    return pattern.format(
        time=clock.format(local),
        day=local.day,
        month=LABELS[language].months[local.month - 1],
        year=local.year,
    )
