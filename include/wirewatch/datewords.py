"""The words that dates are written with, in the languages of the press we read; only data.

All names are compared folded (`text.fold`): "août" is "aout", "März" is "marz".
"""

import re

from wirewatch.text import fold

# One line a language, January to December, spellings of one month joined by "/". A language missing
# here is left to dateparser. Where two languages mean different months by one word ("listopada" is
# November in Polish, October in Croatian), the bigger press wins and LOCAL_MONTHS has the other.
_MONTH_LINES = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
janvier/janv fevrier/fevr/fév mars avril/avr mai juin juillet/juil août/aoû septembre octobre novembre décembre/déc
januar/jänner/jän februar/feber märz/maerz/mrz april mai juni juli august september oktober/okt november dezember/dez
enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre octubre noviembre diciembre/dic
gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/set/sett ottobre/ott novembre dicembre
janeiro fevereiro/fev março abril maio junho julho agosto setembro outubro/out novembro dezembro
januari februari maart/mrt april mei juni juli augustus september oktober november december
januari februari/februar mars/marts april maj juni juli augusti september oktober november desember/des
stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis grudnia/grudzień/gru
ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu prosince/prosinec
января/янв февраля/февр/фев марта/март/мар апреля/апр мая/май июня/июнь/июн июля/июль/июл августа/авг сентября/сент/сен октября/окт ноября/нояб/ноя декабря/дек
січня/січ лютого/лют березня/бер квітня/квіт травня/трав червня/черв липня/лип серпня/серп вересня/вер жовтня/жовт листопада/лист грудня/груд
ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
ianuarie/ian februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie/noi decembrie
januari februari maret/mac april mei juni/jun julai agustus/ogos/agu september oktober november desember/disember
ιανουαρίου/ιαν φεβρουαρίου/φεβ μαρτίου/μαρ απριλίου/απρ μαΐου/μαι ιουνίου/ιουν ιουλίου/ιουλ αυγούστου/αυγ σεπτεμβρίου/σεπ οκτωβρίου/οκτ νοεμβρίου/νοε δεκεμβρίου/δεκ
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
január február március/márc április/ápr május/máj június/jún július/júl augusztus szeptember/szept október november december
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
jaanuari veebruari märtsi aprilli mai juuni juuli augusti septembri oktoobri novembri detsembri
janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna x studenoga/studenog prosinca
يناير فبراير مارس أبريل/ابريل مايو يونيو يوليو أغسطس/اغسطس سبتمبر أكتوبر/اكتوبر نوفمبر ديسمبر
"""  # noqa: E501  a table is read by its lines
MONTHS = {
    fold(name): number
    for line in reversed(_MONTH_LINES.split("\n"))  # reversed: earlier lines win
    for number, names in enumerate(line.split(), start=1)
    for name in names.split("/")
}
LOCAL_MONTHS = {("hr", "listopada"): 10, ("hr", "lis"): 10} | {
    ("cs", fold(name)): number  # some are words of other languages
    for number, name in enumerate(
        ("led", "úno", "bře", "dub", "kvě", "čvn", "čvc", "srp", "zář", "říj", "lis", "pro"), 1
    )
}

# Hours from UTC. Ambiguous names (IST, CST, BST) mean what they mean in the publisher's own zone
# where that zone uses the name (times._named_zone); this table is for all others.
_ZONE_LINES = """
Z 0, UT 0, UTC 0, GMT 0, WET 0, WEST 1, BST 1, CET 1, MEZ 1, MET 1, WAT 1, CEST 2, MESZ 2, MEST 2
EET 2, CAT 2, SAST 2, EEST 3, MSK 3, TRT 3, EAT 3, IRST 3.5, GST 4, AFT 4.5, PKT 5, IST 5.5
NPT 5.75
BDT 6, ICT 7, WIB 7, WITA 8, SGT 8, HKT 8, PHT 8, MYT 8, AWST 8, WIT 9, JST 9, KST 9, ACST 9.5
AEST 10, ACDT 10.5, AEDT 11, NZST 12, NZDT 13, NDT -2.5, BRT -3, ART -3, ADT -3, HAA -3, CLST -3
NST -3.5, AST -4, HNA -4, EDT -4, HAE -4, CLT -4, VET -4, EST -5, HNE -5, CDT -5, COT -5, PET -5
CST -6, MDT -6, MST -7, PDT -7, PST -8, AKDT -8, AKST -9, HST -10
"""
ZONE_HOURS = {name: float(hours) for name, hours in re.findall(r"([A-Z]+) ([-.\d]+)", _ZONE_LINES)}
ZONE_PLACES = {  # names that do not tell summer from winter
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# Where the month comes first in "10/29/2024".
MONTH_FIRST_ZONES = frozenset(
    f"America/{city}"
    for city in (
        *(
            "New_York",
            "Chicago",
            "Denver",
            "Los_Angeles",
            "Phoenix",
            "Detroit",
            "Boise",
            "Anchorage",
        ),
        *("Indiana/Indianapolis", "Kentucky/Louisville"),
    )
) | {"Pacific/Honolulu", "Asia/Manila"}

_DAY_LINES = """
today|aujourd'hui|heute|hoy|hoje|oggi|vandaag|idag|i dag|tänään|dzisiaj|dziś|dnes|сегодня|сьогодні
yesterday|hier|gestern|ayer|ontem|ieri|gisteren|igår|i går|eilen|wczoraj|včera|вчера|вчора|dün|ahir
day before yesterday|avant-hier|vorgestern|anteayer|anteontem|l'altro ieri|altro ieri|eergisteren
"""
_MORE_DAY_LINES = """
bugün|astăzi|avui|σήμερα|今日|今天|오늘
χθες|昨日|昨天|어제
förrgår|przedwczoraj|позавчера
"""
DAY_WORDS = {
    fold(word): days
    for lines in (_DAY_LINES, _MORE_DAY_LINES)
    for days, line in enumerate(lines.split("\n")[1:-1])
    for word in line.split("|")
}
NOW_WORDS = tuple(
    map(
        fold,
        ("just now", "à l'instant", "gerade eben", "ahora mismo", "agora mesmo", "proprio ora"),
    )
)

_UNIT_LINES = """
seconds: s sec secs second seconds seconde secondes sekunde sekunden segundo segundos secondo
seconds: secondi seconden sekunder секунд
minutes: m mn min mins minute minutes minuten minuto minutos minuti minuut minuter minutter
minutes: minut minuty минут минуты минуту dakika
hours: h hr hrs hour hours heure heures std stunde stunden hora horas ora ore uur uren timme
hours: timmar time timer godzin godziny godzinę час часа часов saat
days: d day days jour jours j tag tage tagen dia dias giorno giorni dag dagen dagar
days: dage dni dzień дня дней день gün
weeks: w wk week weeks semaine semaines woche wochen semana semanas settimana settimane
weeks: weken vecka veckor uge uger неделю недели
months: mo month months mois monat monate monaten mes meses mese mesi maand maanden
months: månad månader месяц месяца
years: y yr yrs year years an ans annee annees jahr jahre jahren ano anos anno anni
years: jaar år лет год года
"""
UNITS = {
    fold(name): line.partition(":")[0]
    for line in _UNIT_LINES.split("\n")
    for name in line.partition(":")[2].split()
}
_SIGN_LINES = """
seconds 秒 초
minutes 分 分钟 分鐘 分間 분
hours 小时 小時 時間 시간
days 天 日 일
weeks 周 週 週間 주
months 个月 個月 か月 ヶ月 カ月 개월
years 年 년
"""
SIGNS = {
    sign: line.split()[0] for line in _SIGN_LINES.strip().split("\n") for sign in line.split()[1:]
}
_NUMBER_LINES = """
a an one un une una um uma ein eine einem einer einen uno een en ett
two deux zwei dos dois duas due twee
three trois drei tres tre drie
four quatre vier cuatro quatro quattro
five cinq funf cinco cinque vijf
"""
NUMBER_WORDS = {
    word: number for number, line in enumerate(_NUMBER_LINES.split("\n")) for word in line.split()
}
AGO_BEFORE = "il y a|vor|hace|ha|fa gia|for|πριν"  # folded: "há" is "ha"; Danish "for … siden"
AGO_AFTER = "ago|atras|fa|geleden|sedan|siden|temu|назад|тому|once|yang lalu|lalu|enne"

PUBLISHED = re.compile(
    r"(?<!\w)(?:first |date )?(?:published|posted|publi[ée]e?|(?:erst)?ver[öo]ffentlicht|created"
    r"|publicad[oa]|pubblicato|gepubliceerd|geplaatst|erstellt|cr[ée]{2}e?|publicerad|publisert"
    r"|udgivet|julkaistu|opublikowano|опубликовано|yayınlan(?:ma|dı))(?!\w)",
    re.IGNORECASE,
)
UPDATED = re.compile(
    r"(?<!\w)(?:last |derni[èe]re )?(?:updated?|modified|edited|mise? [àa] jour|(?-i:M[ÀàA]J)"
    r"|actualis[ée]e?|modifi[ée]e?|aktualisiert|ge[äa]ndert|actualizad[oa]|atualizad[oa]|modificad[oa]|aggiornato"
    r"|bijgewerkt|ge(?:actualiseerd|wijzigd)|uppdaterad|oppdatert|opdateret|päivitetty"
    r"|zaktualizowano|aktualizacja|обновлено|güncelle(?:me|ndi))(?!\w)",
    re.IGNORECASE,
)
