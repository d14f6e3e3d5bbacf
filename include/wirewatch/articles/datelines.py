"""Lines that only say when: told from sentences, and cut into published and modified."""

import re

from wirewatch.articles.phrases import alternatives, lead
from wirewatch.articles.words import MODIFIED, PUBLISHED

# What a line that is nothing but a date is made of, beside digits and punctuation.
_DATE_WORDS = frozenset(
    re.split(
        r"\s+",
        """
    jan january feb february mar march apr april may jun june jul july aug
    august sep sept september oct october nov november dec december mon monday
    tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat
    saturday sun sunday am pm today yesterday ago minute minutes min mins hour
    hours hr hrs day days week weeks month months just now at on and the th st
    nd rd gmt utc est edt et ist bst cet cest pst pdt ct cst cdt mst msk wib jst
    kst aest aedt pkt sast eat wat uhr date time janv janvier fevr février févr
    mars avril avr mai juin juil juillet août septembre octobre novembre
    décembre déc lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui
    hier à le il y a heure heures jour jours h januar jänner februar märz mär
    juni juli oktober dezember okt dez montag dienstag mittwoch donnerstag
    freitag samstag sonntag heute gestern vor minuten stunden stunde tagen tag
    um mo di mi do fr sa so den der enero ene febrero marzo abril abr mayo junio
    julio agosto septiembre setiembre octubre noviembre diciembre dic lunes
    martes miércoles jueves viernes sábado domingo hoy ayer hace minutos horas
    hora días día de del las hs janeiro fevereiro fev março maio junho julho
    setembro set outubro out novembro dezembro segunda terça quarta quinta sexta
    feira hoje ontem há dias dia às atrás gennaio gen febbraio aprile maggio mag
    giugno giu luglio lug settembre ottobre ott dicembre lunedì martedì
    mercoledì giovedì venerdì sabato domenica oggi ieri fa ore ora minuti giorni
    alle januari februari maart mrt mei augustus maandag dinsdag woensdag
    donderdag vrijdag zaterdag zondag vandaag gisteren uur geleden dagen om
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września
    października listopada grudnia dzisiaj dziś wczoraj poniedziałek wtorek
    środa czwartek piątek sobota niedziela godz temu godzin godziny ocak şubat
    mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık bugün dün
    önce saat dakika gün pazartesi salı çarşamba perşembe cuma cumartesi pazar
    tarihi 年 月 日 時 分 曜日 午前 午後 昨日 今日 時間前 分前 일 월 년 시 분 오전
    오후 января февраля марта
    апреля мая июня июля августа сентября октября ноября декабря сегодня вчера
    січня лютого березня квітня травня червня липня серпня вересня жовтня
    листопада грудня сьогодні вчора kl klokken lørdag søndag mandag tirsdag
    onsdag torsdag fredag maj idag igår
    """.strip(),
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_CJK_DATE = re.compile(r"[\d年月日時分曜午前後()月火水木金土\s:/.,-]{6,60}")


def date_share(text: str) -> float:
    """Return which share of the words of `text` belongs to a date; numbers count as such."""
    found = _WORD.findall(text.replace("’", "'").lower())
    n_numbers = len(re.findall(r"\d+", text))
    if not found:
        return 1.0 if n_numbers else 0.0
    n_date_words = sum(1 for word in found if word in _DATE_WORDS)
    return (n_date_words + n_numbers) / (len(found) + n_numbers)


def is_date_line(text: str) -> bool:
    """Whether `text` says when the page was published or changed, and nothing else."""
    if len(text) > 160 or not (any(map(str.isdigit, text)) or _relative(text)):
        return False
    if _CJK_DATE.fullmatch(text):
        return True
    rest = next((rest for name in ("published", "modified") if (rest := lead(name, text))), None)
    if rest is not None:
        return date_share(rest) >= 0.5
    return date_share(text) >= 0.99 and len(text) >= 6


def _relative(text: str) -> bool:
    return date_share(text) == 1.0 and len(_WORD.findall(text)) >= 2


_ANYWHERE_DATE = re.compile(
    rf"(?<!\w)(?:(?P<published>{alternatives(PUBLISHED)})|(?P<modified>{alternatives(MODIFIED)}))(?!\w)",
    re.IGNORECASE,
)


def split_date_line(text: str) -> list[tuple[bool, str]]:
    """Return the times that a line tells: whether each is the publication, and its words.

    >>> split_date_line("Published yesterday at 16:41 Updated yesterday at 19:27")
    [(True, 'yesterday at 16:41'), (False, 'yesterday at 19:27')]
    """
    marks = [
        mark
        for mark in _ANYWHERE_DATE.finditer(text[:300])
        if mark[0].lower() not in {"date", "stand", "update"}
    ]
    if not marks:
        return [(True, text[:100].strip(" :|·•–-"))]
    parts = [(True, text[: marks[0].start()])]
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text[:300])
        parts.append((mark["published"] is not None, text[mark.end() : end]))
    shown = [(is_published, part.strip(" :|·•–-,()")) for is_published, part in parts]
    return [
        (is_published, part) for is_published, part in shown if date_share(part) >= 0.4 and part
    ]
