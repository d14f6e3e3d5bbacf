"""Words by which pages mark what is not the article, in ten languages.

English, French, German, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Japanese; a few more
where they cost nothing. Each table becomes one expression; all are anchored at the start of a
block, and none can backtrack: they are alternations of literals.
"""

import re

# A heading or a lead-in that sends the reader to other articles.
READ_MORE = """
read more|read also|also read|read next|see also|related|related articles|related stories|related news|related posts
|related content|more on this|more on this story|more from|you may also like|you might also like|recommended
|recommended for you|recommended stories|recommended reading|more stories|further reading|must read|don't miss|up next
|most read|most popular|trending|trending now|story continues below|in case you missed it|keep reading|editor's picks
|lire aussi|à lire aussi|à lire également|lire également|lire plus|à lire|voir aussi|sur le même sujet|lire la suite
|les plus lus|notre sélection|pour aller plus loin|à découvrir|dans la même rubrique
|lesen sie auch|lesen sie mehr|mehr zum thema|auch interessant|das könnte sie auch interessieren|zum thema|mehr dazu
|weiterlesen|mehr lesen|meistgelesen|passend dazu|siehe auch|lesetipp|empfehlungen|weitere artikel|mehr aus
|leer más|lea también|lee también|leer también|te puede interesar|también te puede interesar|le puede interesar
|más información|noticias relacionadas|más noticias|más leídas|ver también|mira también|además|lo más leído
|leia mais|leia também|veja também|saiba mais|mais lidas|notícias relacionadas|relacionadas|ler mais|confira também
|leggi anche|leggi di più|approfondisci|potrebbe interessarti|potrebbe interessarti anche|i più letti|articoli correlati
|vedi anche|guarda anche
|lees ook|lees meer|lees verder|meer over|bekijk ook|meest gelezen|ook interessant|gerelateerd
|czytaj także|czytaj też|czytaj więcej|zobacz też|zobacz także|przeczytaj także|przeczytaj też|polecane|najczęściej czytane
|ayrıca okuyun|ilgili haberler|ilgili haber|devamını oku|bunları da okuyun|önerilen haberler|çok okunanlar
|関連記事|あわせて読みたい|こちらも読む|おすすめ記事|続きを読む|関連ニュース|アクセスランキング|人気記事
|läs också|läs mer|les også|læs også|les mer|relatert|читайте также|читайте також|по теме|관련기사|관련 기사|相关阅读|相關新聞
"""

SHARE = """
spread the love|share this|share this article|share this story|share this post|share on|share via|share article
|share on facebook|share on twitter|share on whatsapp|tweet|follow us|follow us on|follow me|like this|copy link
|click to share|email this|print this|save article|listen to this article|add us on google|join our whatsapp|share
|partager|partager cet article|partagez|partager sur|suivez-nous|copier le lien|écouter l'article|ajouter à vos favoris
|teilen|artikel teilen|diesen artikel teilen|drucken|folgen sie uns|link kopieren|artikel merken|merken|artikel anhören
|compartir|comparte|compartir en|síguenos|compartir este artículo|copiar enlace|escuchar
|compartilhe|compartilhar|partilhar|siga-nos|copiar link|ouvir notícia
|condividi|seguici|condividi su|condividi questo articolo|copia link|ascolta l'articolo
|deel|delen|deel dit artikel|deel dit|volg ons|kopieer link|udostępnij|podziel się|obserwuj nas|paylaş|takip et|takip edin
|シェア|シェアする|ツイート|印刷|dela|del artikkel|поделиться|поширити|공유|공유하기|分享
"""

ADVERT_LABEL = """
advertisement|advertisements|advertising|sponsored|sponsored content|promoted|paid content|ad|ads|publicité|sponsorisé
|annonce|anzeige|werbung|gesponsert|publicidad|anuncio|patrocinado|publicidade|conteúdo patrocinado|pubblicità|sponsorizzato
|advertentie|gesponsord|reklama|sponsorowane|reklam|広告|pr|annons|reklame|реклама|광고|广告
|scroll to continue|story continues below advertisement|continue reading below|article continues below
"""

# Words of gambling and bargains: two of them, or one and a sum of money, make an advert.
ADVERT_WORDS = """
bonus|casino|deposit|jackpot|free spins|betting|sportsbook|promo code|coupon|discount code|sign-up offer|payday loan
|viagra|cialis|no deposit|bonus de dépôt|premier dépôt|pari sportif|code promo|tours gratuits|einzahlungsbonus|freispiele
|gutscheincode|rabattcode|bono|depósito|apuestas|código promocional|tiradas gratis|bônus|apostas|rodadas grátis
|deposito|scommesse|giri gratis|codice promozionale|storting|stortingsbonus|gokken|kortingscode|depozyt|zakłady|kod promocyjny
|bahis|yatırım bonusu|ボーナス|カジノ
"""

NEWSLETTER = """
sign up for|subscribe to our newsletter|subscribe to our|subscribe to the|get our newsletter|get the latest|newsletter
|sign up to|stay informed|get our daily|join our newsletter|our newsletter|get breaking news|sign up now|enter your email
|inscrivez-vous|abonnez-vous à|recevez|recevez notre|s'inscrire à la newsletter|la newsletter
|newsletter abonnieren|melden sie sich|jetzt anmelden|abonnieren sie unseren|unser newsletter|der newsletter
|suscríbete|suscríbase|recibe|boletín|apúntate|inscreva-se|assine a newsletter|receba|cadastre-se
|iscriviti|ricevi|iscriviti alla newsletter|schrijf je in|meld je aan|ontvang|nieuwsbrief
|zapisz się|newslettera|bültenimize|abone ol|bültene kaydol|メールマガジン|メルマガ|ニュースレター
"""

PAYWALL = """
to continue reading|subscribe to continue|subscribe to read|this article is for subscribers|this content is for subscribers
|already a subscriber|subscribers only|subscriber-only|you have reached your limit|create a free account to continue|unlock this
|to read the full|log in to read|sign in to read|this is a premium article|you've read all your free|register to read
|il vous reste|cet article est réservé|article réservé aux abonnés|contenu réservé aux abonnés|réservé à nos abonnés|déjà abonné
|la suite est réservée|la lecture de cet article est réservée
|weiterlesen mit|dieser artikel ist nur für abonnenten|dieser artikel ist exklusiv|jetzt weiterlesen|nur für abonnenten|sie haben bereits ein abo
|dieser inhalt ist exklusiv|lesen sie mit einem abo|exklusiv für abonnenten|mit plus weiterlesen|bereits abonnent
|contenido exclusivo para suscriptores|exclusivo para suscriptores|para seguir leyendo|suscríbete para seguir leyendo|ya eres suscriptor
|artículo exclusivo|conteúdo exclusivo para assinantes|exclusivo para assinantes|para continuar lendo|já é assinante|para ler o artigo completo
|contenuto riservato agli abbonati|riservato agli abbonati|per continuare a leggere|sei già abbonato|questo articolo è riservato
|dit artikel is alleen voor abonnees|alleen voor abonnees|verder lezen|al abonnee|lees dit artikel verder met
|tylko dla prenumeratorów|dla subskrybentów|pozostało|treść dostępna dla|abonelere özel|bu içerik abonelere
|この記事は有料会員限定|有料会員限定|会員限定記事|残り|有料記事
"""

# A byline's first words. "by" must be followed by a name: labels.py looks.
BYLINE = """
by|story by|text by|written by|words by|reported by|report by|par|propos recueillis par|texte de|texte|von|text von|text
|por|texto|texto de|di|a cura di|testo di|door|tekst|geschreven door|autor|autorka|author|auteur|autore
|af|av|przez|yazan|haber|haberi|文|記者|執筆|автор|текст|기자|作者
"""

PUBLISHED = """
published|published on|published at|posted|posted on|first published|publication date|date published|date|issued on|created
|publié|publié le|paru le|mis en ligne|mis en ligne le|veröffentlicht|veröffentlicht am|erschienen am|erstellt|erstellt am|stand
|publicado|publicado el|publicado em|publicada|publicado en|publicada el|pubblicato|pubblicato il|data pubblicazione
|gepubliceerd|gepubliceerd op|geplaatst|geplaatst op|opublikowano|data publikacji|dodano|yayınlanma|yayın tarihi|yayınlandı
|giriş|giriş tarihi|公開|公開日|公開日時|掲載|配信|投稿日|publicerad|publisert|udgivet|julkaistu|опубликовано|입력|发布时间|發布時間
"""

MODIFIED = """
updated|updated on|updated at|last updated|last updated on|last modified|last update|modified|modified date|edited
|mis à jour|mis à jour le|mise à jour|actualisé|modifié le|modifié|aktualisiert|aktualisiert am|zuletzt aktualisiert|geändert am
|letzte aktualisierung|update|actualizado|actualizado el|actualizada|última actualización|modificado|atualizado|atualizado em
|última atualização|aggiornato|aggiornato il|ultimo aggiornamento|bijgewerkt|bijgewerkt op|laatst bijgewerkt|laatste update
|aktualizacja|zaktualizowano|ostatnia aktualizacja|güncelleme|güncellenme|güncellendi|son güncelleme|更新|更新日|更新日時|最終更新
|uppdaterad|oppdatert|opdateret|обновлено|수정|更新时间|更新時間
"""

CREDIT = """
reporting by|editing by|writing by|additional reporting|compiled by|with files from|with reporting by|with inputs from
|with information from|with input from|with contributions from|with agencies|agencies|source|sources|via|copyright
|all rights reserved|© |(c) |avec|avec l'|avec les agences|édité par|traduit par|quelle|quellen|mit material von|mit agenturmaterial
|mit informationen von|fuente|fuentes|con información de|con informacion de|con datos de|fonte|fonti|com informações|com agências
|com agência|bron|bronnen|źródło|źródła|kaynak|出典|配信元|zdroj|källa|kilde|источник|джерело|출처|来源|來源
|the associated press contributed|this report was|this story was|this article was originally published|this article originally appeared
"""

CAPTION = """
photo|photos|photo by|photograph|image|image credit|image source|picture|pictures|file photo|foto|fotos|foto:
|photo credit|photo courtesy|crédit photo|crédits photo|crédit|illustration|bild|bilder|symbolbild|symbolfoto|archivbild|imagen|imagem
|crédito|créditos|fotografía|fotografia|immagine|beeld|zdjęcie|zdj|fot|fotoğraf|写真|画像|foto af|ilustrasi|фото|사진
|getty images|afp via getty|reuters/|ap photo|afp photo|afp/|via reuters
"""

BIO = """
about the author|about the writer|about the reporter|about author|more from this author|author bio|follow the author|view all posts
|à propos de l'auteur|l'auteur|über den autor|über die autorin|zur person|zum autor|zur autorin|sobre el autor|sobre la autora|sobre o autor
|sobre a autora|informazioni sull'autore|l'autore|over de auteur|o autorze|o autorce|yazar hakkında|この記事を書いた人|筆者プロフィール|執筆者
"""

# What an author box says of a person.
BIO_VERBS = """
has been a reporter|has worked as|has been covering|has written for|is a reporter|is a journalist|is a staff writer|is a freelance
|is a writer|is an editor|is a senior|is the editor|is a correspondent|is a former|is an author|is an award|joined the|worked as a
|covers |writes about|previously worked|before joining|studied journalism|graduated from|is based in|can be reached|to get in touch
|contact me|email me|reach her at|reach him at|reach them at|lives in
|est journaliste|est rédacteur|est rédactrice|est correspondant|a rejoint|diplômé de|diplômée de|collabore à
|ist redakteur|ist redakteurin|ist journalist|ist journalistin|ist autor|ist autorin|schreibt für|schreibt über|berichtet für|studierte
|arbeitet als|ist volontär|es periodista|es redactor|es redactora|licenciado en|licenciada en|escribe sobre|é jornalista|é repórter
|formado em|formada em|escreve sobre|è giornalista|è un giornalista|è una giornalista|scrive per|laureato in|laureata in|is redacteur
|is journalist|schrijft over|schrijft voor|jest dziennikarzem|jest dziennikarką|absolwent|absolwentka|muhabiri|gazeteci|記者として|入社
"""

CONSENT = """
we value your privacy|we and our partners|accept all cookies|accept cookies|manage preferences|your privacy choices|before you continue
|continuer sans accepter|accepter et continuer|nous et nos partenaires|votre vie privée|gérer mes choix|mit werbung weiterlesen
|akzeptieren und weiter|wir und unsere partner|zustimmen und weiter|ihre privatsphäre|datenschutzeinstellungen|werbefrei lesen
|valoramos su privacidad|valoramos tu privacidad|aceptar y continuar|nosotros y nuestros socios|aceitar e continuar|nós e os nossos parceiros
|accetta e continua|noi e i nostri partner|wij en onze partners|alles accepteren|my i nasi partnerzy|przejdź do serwisu|çerezleri kabul
|cookieに同意
"""

CHALLENGE = """
just a moment|checking your browser|verify you are human|verifying you are human|are you a robot|are you human|access denied
|attention required|please enable javascript and cookies|enable javascript and cookies to continue|please enable cookies|unusual traffic
|ddos protection by|press & hold|complete the captcha|pardon our interruption|request unsuccessful|you have been blocked|human verification
|vérifiez que vous êtes|êtes-vous un robot|sind sie ein mensch|sind sie ein roboter|verifica que eres humano|acceso denegado|zugriff verweigert
"""

NOT_FOUND = """
404|page not found|not found|error 404|404 error|404 not found|page cannot be found|page doesn't exist|page does not exist
|this page isn't available|page introuvable|page non trouvée|erreur 404|seite nicht gefunden|fehler 404|seite wurde nicht gefunden
|página no encontrada|error 404|no se ha encontrado|página não encontrada|erro 404|pagina non trovata|errore 404|pagina niet gevonden
|strona nie istnieje|nie znaleziono strony|sayfa bulunamadı|ページが見つかりません|お探しのページ
"""

_TABLES = {
    "read_more": READ_MORE,
    "share": SHARE,
    "advert_label": ADVERT_LABEL,
    "newsletter": NEWSLETTER,
    "paywall": PAYWALL,
    "byline": BYLINE,
    "published": PUBLISHED,
    "modified": MODIFIED,
    "credit": CREDIT,
    "caption": CAPTION,
    "bio": BIO,
    "not_found": NOT_FOUND,
}


def phrases(table: str) -> tuple[str, ...]:
    """Return the phrases of a table, the longest first."""
    found = {phrase.replace("\n", "") for phrase in table.replace("’", "'").split("|")}
    return tuple(sorted(filter(None, (phrase.lstrip() for phrase in found)), key=lambda p: (-len(p), p)))


def _alternatives(table: str) -> str:
    return "|".join(map(re.escape, phrases(table)))


# The first words of a block: the phrase ends where a word ends (Japanese has no word ends).
_LEADS = {
    name: re.compile(rf"[\W_]{{0,4}}(?:{_alternatives(table)})(?:(?<=[^\x00-\u2e80])|(?!\w))", re.IGNORECASE)
    for name, table in _TABLES.items()
}
_ANYWHERE = {
    name: re.compile(rf"(?<!\w)(?:{_alternatives(table)})", re.IGNORECASE)
    for name, table in {
        "advert_words": ADVERT_WORDS,
        "bio_verbs": BIO_VERBS,
        "consent": CONSENT,
        "challenge": CHALLENGE,
        "paywall": PAYWALL,
    }.items()
}


def lead(table: str, text: str) -> str | None:
    """Return what of `text` follows the phrase of `table` it opens with; None if it opens otherwise."""
    found = _LEADS[table].match(text.replace("’", "'"))
    return None if found is None else text[found.end() :]


def is_whole(table: str, text: str) -> bool:
    """Whether `text` is a phrase of `table` and nothing else."""
    rest = lead(table, text)
    return rest is not None and not any(map(str.isalnum, rest))


def mentions(table: str, text: str) -> list[str]:
    """Return the phrases of `table` that stand anywhere in `text`."""
    return [match.lower() for match in _ANYWHERE[table].findall(text.replace("’", "'"))]

# What a line that is nothing but a date is made of, beside digits and punctuation.
_DATE_WORDS = frozenset(
    """
    jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november
    dec december mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday am pm
    today yesterday ago minute minutes min mins hour hours hr hrs day days week weeks month months just now at on and the th st
    nd rd gmt utc est edt et ist bst cet cest pst pdt ct cst cdt mst msk wib jst kst aest aedt pkt sast eat wat uhr date time
    janv janvier fevr février févr mars avril avr mai juin juil juillet août septembre octobre novembre décembre déc lundi mardi
    mercredi jeudi vendredi samedi dimanche aujourd'hui hier à le il y a heure heures jour jours h min
    januar jänner februar märz mär juni juli oktober dezember okt dez montag dienstag mittwoch donnerstag freitag samstag
    sonntag heute gestern vor minuten stunden stunde tagen tag um am mo di mi do fr sa so den der
    enero ene febrero marzo abril abr mayo junio julio agosto ago septiembre setiembre octubre noviembre diciembre dic lunes
    martes miércoles jueves viernes sábado domingo hoy ayer hace minutos horas hora días día de del a las hs hrs
    janeiro fevereiro fev março maio junho julho setembro set outubro out novembro dezembro segunda terça quarta quinta sexta
    feira hoje ontem há dias dia às atrás min
    gennaio gen febbraio aprile maggio mag giugno giu luglio lug settembre ottobre ott novembre dicembre lunedì martedì
    mercoledì giovedì venerdì sabato domenica oggi ieri fa ore ora minuti giorni alle
    januari februari maart mrt april mei augustus maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag gisteren
    uur geleden minuten dagen om
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia dzisiaj dziś wczoraj
    poniedziałek wtorek środa czwartek piątek sobota niedziela godz temu godzin godziny
    ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık bugün dün önce saat dakika gün pazartesi salı
    çarşamba perşembe cuma cumartesi pazar tarihi
    年 月 日 時 分 曜日 午前 午後 昨日 今日 時間前 分前 일 월 년 시 분 오전 오후
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря сегодня вчера
    січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня сьогодні вчора
    januar mai kl klokken lørdag søndag mandag tirsdag onsdag torsdag fredag maj juni juli idag igår
    """.split()
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


# Enough to see that a line is a credit; which agency it names is the wire room's to say.
_AGENCY_HINT = re.compile(
    r"\b(?:AFP|AP|UPI|EFE|ANSA|DPA|dpa|APA|PTI|ANI|IANS|PAP|TASS|TASR|ANP|NTB|TT|SDA|ATS|KNA|epd|sid|SID|afp|rtr|reuters|Reuters|REUTERS"
    r"|Xinhua|Yonhap|Kyodo|Jiji|Bernama|Lusa|LUSA|Belga|BELGA|Ritzau|STT|ČTK|ČTK|MTI|Anadolu|Associated Press|Agence France[- ]Presse"
    r"|Deutsche Presse-Agentur|Press Association|Press Trust of India|Canadian Press|Australian Associated Press|Bloomberg"
    r"|Agencia EFE|Europa Press|Agenzia|Agência|Agencia|Agentur|agencies|Agencies|agences|Agenturen|Agencias|News Agency|News Service)\b"
)


def names_an_agency(text: str) -> bool:
    """Whether `text` holds a word that looks like a news agency."""
    return bool(_AGENCY_HINT.search(text))


_ANYWHERE_DATE = re.compile(
    rf"(?<!\w)(?:(?P<published>{_alternatives(PUBLISHED)})|(?P<modified>{_alternatives(MODIFIED)}))(?!\w)", re.IGNORECASE
)


def split_date_line(text: str) -> list[tuple[bool, str]]:
    """Return the times that a line tells: whether each is the publication, and its words.

    >>> split_date_line("Published yesterday at 16:41 Updated yesterday at 19:27")
    [(True, 'yesterday at 16:41'), (False, 'yesterday at 19:27')]
    """
    marks = [mark for mark in _ANYWHERE_DATE.finditer(text[:300]) if mark[0].lower() not in {"date", "stand", "update"}]
    if not marks:
        return [(True, text[:100].strip(" :|·•–-"))]
    parts = [(True, text[: marks[0].start()])]
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text[:300])
        parts.append((mark["published"] is not None, text[mark.end() : end]))
    shown = [(is_published, part.strip(" :|·•–-,()")) for is_published, part in parts]
    return [(is_published, part) for is_published, part in shown if date_share(part) >= 0.4 and part]
