"""Every way to credit an agency, and the near misses, one small case each."""

import pytest

from wire.builders import (
    with_author,
    with_byline,
    with_caption,
    with_ending,
    with_opening,
    with_paragraph,
)
from wirewatch.model import Article, Place, Role
from wirewatch.wire.credit import find_credits

MAKERS = {
    "byline": with_byline,
    "opening": with_opening,
    "ending": with_ending,
    "paragraph": with_paragraph,
    "caption": with_caption,
    "author": with_author,
}

# where it stands | what it says | what we say of it: AGENCY role, and so on; "-" is nobody
CASES = """
byline | AFP | AFP text
byline | By AFP | AFP text
byline | Par AFP | AFP text
byline | Par Afp | AFP text
byline | Por AFP | AFP text
byline | Von AFP | AFP text
byline | Agence France-Presse | AFP text
byline | L'Agence France-Presse | AFP text
byline | Da France Presse | AFP text
byline | AFP, MANILA | AFP text
byline | AFP Manila | AFP text
byline | AFP in Tel Aviv | AFP text
byline | By AFP - Agence France Presse | AFP text
byline | Agence France-Presse (AFP) | AFP text
byline | Mira Solenko – Agence France-Presse in Odessa | AFP text
byline | Mira Solenko, Agence France-Presse | AFP text
byline | By Mira Solenko and Pavel Hrynko, AFP | AFP text
byline | Par Léa Vautrin (AFP) | AFP text
byline | Le Courrier et AFP | AFP joint
byline | Par Le Courrier avec AFP | AFP joint
byline | Courrier du Port, avec AFP | AFP joint
byline | AFP/The Harbour | AFP joint
byline | By AFP and Harbour staff | AFP joint
byline | oa/afp | AFP joint
byline | Lars Petrov / AFP | AFP joint
byline | Redacción y AFP | AFP joint
byline | La Rédaction avec AFP | AFP joint
byline | Redação com AFP | AFP joint
byline | AFP, Reuters | AFP text, REUTERS text
byline | AFP und dpa | AFP text, DPA text
byline | TT-AFP | TT text, AFP text
byline | NTB-AFP | NTB text, AFP text
byline | von APA | APA text
byline | Von dpa | DPA text
byline | Von Dpa | DPA text
byline | Von Greta Lindqvist, dpa | DPA text
byline | Quelle: tide.example, ino/dpa | DPA joint
byline | det/dpa | DPA joint
byline | FR mit dpa | DPA joint
byline | © dpa-infocom, dpa:240516-99-53606/3 (dpa) | DPA text
byline | dpa/lno | DPA text
byline | Quelle: sid/dpa | SID text, DPA text
byline | Reuters/kra | REUTERS joint
byline | Reuters Staff | REUTERS text
byline | By Reuters | REUTERS text
byline | By STELLA MARTENS, AP National Political Writer | AP text
byline | Tom Averell Associated Press | AP text
byline | The Associated Press | AP text
byline | By TOM AVERELL Associated Press | AP text
byline | Associated Press in Valencia | AP text
byline | PTI, Washington, Nov 20 2019 | PTI text
byline | Paula Steinmann; SDA | SDA joint
byline | Keystone-SDA | SDA text
byline | Af Ritzau | RITZAU text
byline | /ritzau/ | RITZAU text
byline | Av NTB | NTB text
byline | Zdroj: ČTK | CTK text
byline | Źródło: PAP | PAP text
byline | Fonte: Lusa | LUSA text
byline | Fuente: EFE | EFE text
byline | Bron: ANP | ANP text
byline | Bron: BELGA | BELGA text
byline | Lähde: STT | STT text
byline | Kaynak: AA | ANADOLU text
byline | Источник: ТАСС | TASS text
byline | 来源：新华社 | XINHUA text
byline | AFP Photo | AFP photo
byline | Foto: AFP | AFP photo
byline | EFE Toni Barranco VALENCIA | EFE photo
byline | AFP Miguel A. Ferrando | AFP photo
byline | Photo: Efrem Ostrov Associated Press | AP photo
byline | By Rede-AP | -
byline | Auswärtige Autoren (AA) | -
byline | By Anna Afpersen | -
author | AFP | AFP text
author | Le Courrier et AFP | AFP joint
author | Deutsche Presse-Agentur / TC-Redaktion | DPA joint
author | Felix Schroll und Jörg Sommer, dpa | DPA text
author | AFP, MANILA | AFP text
author | dsw / DPA | DPA joint
author | PTI | PTI text
author | Reuters Editorial | REUTERS text
author | Le Monde du Port with AFP | AFP joint
author | Yonhap News Agency | YONHAP text
author | Anadolu Ajansı | ANADOLU text
opening | KYIV (AFP) — The army said so. | AFP text
opening | KYIV, Oct 29 (AFP) - The army said so. | AFP text
opening | Kyiv (Ukraine) (AFP) – The army said so. | AFP text
opening | Paris, 29 oct 2024 (AFP) - Le conseil a voté. | AFP text
opening | Paris (AFP) Le conseil a voté. | AFP text
opening | (AFP) - Le conseil a voté. | AFP text
opening | Paris, France | AFP | mardi 29/10/2024 - Le conseil a voté. | AFP text
opening | Paris - AFP - Le conseil a voté. | AFP text
opening | AFP - Le conseil a voté. | AFP text
opening | BERLIN/AFP – Der Rat hat vertagt. | AFP text
opening | La Paz, 3 de marzo de 2024 (AFP) -- El consejo votó. | AFP text
opening | São Paulo, 3 mar 2024 (AFP) – O conselho votou. | AFP text
opening | باريس (أ ف ب) – صوت المجلس. | AFP text
opening | 【6月18日 AFP】港町の議会は採決を延期した。 | AFP text
opening | WASHINGTON (AP) — The council voted. | AP text
opening | LOS ANGELES (AP) -- The council voted. | AP text
opening | VENICE, Italy (AP) "The bridge stays," they said. | AP text
opening | BEIRUT/THE HAGUE, March 7 (Reuters) - A crew said so. | REUTERS text
opening | [パリ 12日 ロイター] - 議会は採決を延期した。 | REUTERS text
opening | دبي (رويترز) - صوت المجلس. | REUTERS text
opening | Hamburg (dpa/lno) – Der Rat hat vertagt. | DPA text
opening | Hamburg (dpa) - Der Rat hat vertagt. | DPA text
opening | Berlin/Kiel (dpa/afp) – Der Rat hat vertagt. | DPA text, AFP text
opening | Wiesbaden (KNA/iz). Bundesrat Muster kam. | KNA joint
opening | Montpellier (SID) – Der Sieger kam. | SID text
opening | Bern (sda) – Der Rat hat vertagt. | SDA text
opening | Wien (APA) – Der Rat hat vertagt. | APA text
opening | (ANSA) - ROMA, 28 LUG - Il consiglio ha votato. | ANSA text
opening | (AGI) - Roma, 3 mar. - Il consiglio ha votato. | AGI text
opening | Milano, 12 mar. (askanews) - Il consiglio ha votato. | ASKANEWS text
opening | (Adnkronos) - Il consiglio ha votato. | ADNKRONOS text
opening | Bruselas, 7 oct (EFE).- El alto representante habló. | EFE text
opening | (EFE).- La villa cerró el año con deuda. | EFE text
opening | MADRID, 3 Mar. (EUROPA PRESS) - El consejo votó. | EUROPAPRESS text
opening | Lisboa, 10 jan 2024 (Lusa) – O conselho votou. | LUSA text
opening | МОСКВА, 29 июня. /ТАСС/. Движение открыто. | TASS text
opening | МОСКВА, 29 июн - РИА Новости. Движение открыто. | RIA text
opening | MOSCOW, June 29. /TASS/. Traffic is open. | TASS text
opening | Praha 5. ledna (ČTK) - Rada hlasovala. | CTK text
opening | Warszawa, 3 marca (PAP) - Rada głosowała. | PAP text
opening | Budapest, 2024. március 3., vasárnap (MTI) - A tanács döntött. | MTI text
opening | ANKARA (AA) - Meclis oyladı. | ANADOLU text
opening | İZMİR, (DHA)- Meclis oyladı. | DHA text
opening | SEOUL, Aug. 20 (Yonhap) -- The council voted. | YONHAP text
opening | (서울=연합뉴스) 김가람 기자 = 시의회가 연기했다. | YONHAP text
opening | 【ソウル聯合ニュース】議会は延期した。 | YONHAP text
opening | BEIJING, March 3 (Xinhua) -- The council voted. | XINHUA text
opening | 新华社北京4月24日电 题：港口 | XINHUA text
opening | 【ワシントン時事】議会は延期した。 | JIJI text
opening | （中央社台北3日電）議會延期表決。 | CNA-TW text
opening | New Delhi, Mar 3 (PTI) The council voted. | PTI text
opening | Mumbai (Maharashtra) [India], March 3 (ANI): The council voted. | ANI text
opening | BRUSSEL 3/3 (BELGA) = De raad stemde. | BELGA text
opening | KUALA LUMPUR, March 3 (Bernama) -- The council voted. | BERNAMA text
opening | The Aam Aadmi Party (AAP) - which rules Delhi - said no. | -
opening | Pakistan Tehreek-e-Insaf (PTI), his party, said no. | -
opening | La Autoridad Nacional Palestina (ANP) - dijo no. | -
opening | Australian Federal Police (AFP) - raided a house. | -
ending | The games take place in Munich on August 11-21. — AFP | AFP text
ending | Le vote est reporté. (AFP) | AFP text
ending | Der Rat vertagte sich. cwo/fab (dpa, afp) | DPA joint, AFP joint
ending | Der Rat vertagte sich. (FR mit dpa) *tide.example ist Teil des Verbunds. | DPA joint
ending | Il consiglio ha 288 voti. (ANSA). | ANSA text
ending | como merece». EFE | EFE text
ending | The board will meet in May. PTI | PTI text
ending | The board will meet in May. PTI KRH ABN | PTI text
ending | Rada głosowała w piątek. aja/PAP | PAP joint
ending | Rådet stemte fredag. (©NTB) | NTB text
ending | (c)AFP/Aminu ABBAS | AFP text
ending | © 2024 AFP | AFP text
ending | avec AFP | AFP joint
ending | (Avec AFP) | AFP joint
ending | Le Courrier avec AFP | AFP joint
ending | Avec l'AFP | AFP joint
ending | © dpa-infocom, dpa:220124-99-835563/5 | DPA text
ending | Neue Rekorde im Hafen. © dpa-AFX | Abb.: Hafen | 07.11.2023 08:03 | DPA text
ending | Quelle: sid/dpa | SID text, DPA text
ending | (Reporting by Jan Muster; Editing by Ann Sample) | REUTERS text
ending | © Thomson Reuters 2020 | REUTERS text
ending | At least 12 people died there, according to AFP. | AFP source
ending | Das Land gibt bis 2029 kein Geld mehr, berichtet die dpa | DPA source
ending | Sie soll bis 2029 stehen, sagte er. cwo/fab (dpa, afp) | DPA joint, AFP joint
ending | The Associated Press contributed to this report. | AP contribution
ending | With files from The Associated Press | AP contribution
ending | – Additional reporting from Reuters | REUTERS contribution
ending | (Con información de AFP y EFE) | AFP contribution, EFE contribution
ending | Mit Material der dpa | DPA contribution
ending | Com informações da AFP | AFP contribution
ending | With inputs from PTI | PTI contribution
ending | Fotoğraf, AA tarafından servis edilmiştir. | ANADOLU photo
ending | Rubriklistenbild: © KCNA/dpa | DPA photo
caption | © AFP / JEAN PACHOT | AFP photo
caption | Delil Sandor /AFP | AFP photo
caption | STR/AFP via Getty Images | AFP photo
caption | picture alliance/dpa | DPA photo
caption | The bridge. REUTERS/Jane Sample | REUTERS photo
caption | The bridge at dawn. (AP Photo/Jane Sample) | AP photo
caption | La passerelle, vue par l'AFP, le 3 mars | AFP photo
paragraph | The vote is near, a source told AFP. | AFP source
paragraph | Le maire l'a dit à l'AFP mardi. | AFP source
paragraph | Der Bürgermeister sagte der Nachrichtenagentur AFP, es eile. | AFP source
paragraph | El alcalde aseguraba a AFP que hay prisa. | AFP source
paragraph | Det sier ordføreren til nyhetsbyrået AFP. | AFP source
paragraph | O prefeito disse à AFP que há pressa. | AFP source
paragraph | Burmistrz powiedział AFP, że czas nagli. | AFP source
paragraph | Başkan AFP'ye konuştu. | AFP source
paragraph | On apprend via l'AFP que le vote est reporté. | AFP source
paragraph | Dalla Tass si apprendeva che il voto slitta. | TASS source
paragraph | The mayor said so, according to The Associated Press. | AP source
paragraph | The mayor told the AP in an interview. | AP source
paragraph | Das erfuhr die APA aus informierten Kreisen. | APA source
paragraph | Laut Reuters ist es eilig. | REUTERS source
paragraph | Students sat the AP Computer Science exam in May. | -
paragraph | The set needs two AA batteries and a cable. | -
paragraph | OpenAI pursues AGI with enterprise focus and partnerships. | -
paragraph | The median GPA was 3.4 and PAPER was scarce. | -
paragraph | Offered by Thomson Reuters, the tool fills in forms. | -
paragraph | Write to desk@afp.com or see www.afp.com for more. | -
paragraph | Schools of the AFPA and the RAFP took part. | -
"""


def _cases() -> list[object]:
    rows = (line.split(" | ") for line in CASES.strip().splitlines())
    return [
        pytest.param(row[0], " | ".join(row[1:-1]), row[-1], id=f"{row[0]}: {row[1][:60]}")
        for row in rows
    ]


def _shown(article: Article) -> str:
    """The strongest role of each agency, in reading order of the credits."""
    best: dict[str, Role] = {}
    for credit in find_credits(article):
        best.setdefault(credit.agency, credit.role)
    return ", ".join(sorted(f"{agency} {role}" for agency, role in best.items())) or "-"


@pytest.mark.parametrize(("where", "text", "expected"), _cases())
def test_the_press_is_understood(where: str, text: str, expected: str) -> None:
    assert _shown(MAKERS[where](text)) == ", ".join(sorted(expected.split(", ")))


@pytest.mark.parametrize(("where", "text", "expected"), _cases())
def test_evidence_is_cut_from_the_page(where: str, text: str, expected: str) -> None:
    article = MAKERS[where](text)
    sources = [*(block.text for block in article.blocks), *(d.text for d in article.declared)]
    for credit in find_credits(article):
        assert credit.evidence
        assert any(credit.evidence in source for source in sources), credit
        assert credit.place is not Place.DOMAIN
