"""Words by which pages mark what is not the article, in ten languages.

English, French, German, Spanish, Portuguese, Italian, Dutch, Polish, Turkish, Japanese; a few more
where they cost nothing. Each table becomes one expression; all are anchored at the start of a
block, and none can backtrack: they are alternations of literals (`phrases`).
"""

# A heading or a lead-in that sends the reader to other articles.
READ_MORE = """
read more|read also|also read|read next|see also|related|related articles|related stories
|related news|related posts|related content|more on this|more on this story|more from
|you may also like|you might also like|recommended|recommended for you|recommended stories
|recommended reading|more stories|further reading|must read|don't miss|up next|most read
|most popular|trending|trending now|story continues below|in case you missed it|keep reading
|editor's picks|popular|latest news|more news|similar articles|lire aussi|à lire aussi
|à lire également|lire également|lire plus|à lire|voir aussi|sur le même sujet|lire la suite
|les plus lus|articles similaires|plus d'articles|notre sélection|pour aller plus loin
|à découvrir|dans la même rubrique|lesen sie auch|lesen sie mehr|mehr zum thema|auch interessant
|das könnte sie auch interessieren|zum thema|mehr dazu|weiterlesen|mehr lesen|ähnliche artikel
|mehr von|weitere themen|meistgelesen|passend dazu|siehe auch|lesetipp|empfehlungen
|weitere artikel|mehr aus|leer más|lea también|lee también|leer también|te puede interesar
|también te puede interesar|le puede interesar|más información|noticias relacionadas
|más noticias|más leídas|ver también|mira también|artículos relacionados|notas relacionadas
|además|lo más leído|leia mais|leia também|veja também|saiba mais|mais lidas
|notícias relacionadas|relacionadas|ler mais|confira também|leggi anche|leggi di più
|approfondisci|potrebbe interessarti|potrebbe interessarti anche|i più letti|articoli correlati
|vedi anche|guarda anche|lees ook|lees meer|lees verder|meer over|bekijk ook|meest gelezen
|ook interessant|gerelateerd|czytaj także|czytaj też|czytaj więcej|zobacz też|zobacz także
|przeczytaj także|przeczytaj też|polecane|najczęściej czytane|ayrıca okuyun|ilgili haberler
|ilgili haber|devamını oku|bunları da okuyun|önerilen haberler|çok okunanlar|関連記事
|あわせて読みたい|こちらも読む|おすすめ記事|続きを読む|関連ニュース|アクセスランキング|人気記事
|läs också|läs mer|les også|læs også|les mer|relatert|читайте также|читайте також|по теме
|관련기사|관련 기사|相关阅读|相關新聞
"""

SHARE = """
spread the love|spread the word|share the word|share this|share this article|share this story
|share this post|share on
|share via|share article|share on facebook|share on twitter|share on whatsapp|tweet|follow us
|follow us on|follow me|like this|copy link|click to share|email this|print this|save article
|listen to this article|add us on google|join our whatsapp|share|partager|partager cet article
|partager l'article|partagez|partagez cet article|partager sur|suivez-nous|copier le lien
|écouter l'article|ajouter à vos favoris|teilen
|artikel teilen|beitrag teilen|diesen beitrag teilen|diesen artikel teilen|drucken
|folgen sie uns|link kopieren|artikel merken|merken
|artikel anhören|compartir|comparte|compartir en|síguenos|compartir este artículo|copiar enlace
|compartir esta noticia|compartir noticia|comparte esta noticia|escuchar|compartilhe
|compartilhar|partilhar|siga-nos|copiar link|ouvir notícia|condividi
|seguici|condividi su|condividi questo articolo|copia link|ascolta l'articolo|deel|delen
|deel dit artikel|deel dit|volg ons|kopieer link|udostępnij|podziel się|obserwuj nas|paylaş
|takip et|takip edin|シェア|シェアする|ツイート|印刷|dela|del artikkel|поделиться|поширити|공유
|공유하기|分享
"""

ADVERT_LABEL = """
advertisement|advertisements|advertising|sponsored|sponsored content|promoted|paid content|ad
|ads|publicité|sponsorisé|annonce|anzeige|werbung|gesponsert|publicidad|anuncio|patrocinado
|publicidade|conteúdo patrocinado|pubblicità|sponsorizzato|advertentie|gesponsord|reklama
|sponsorowane|reklam|広告|pr|annons|reklame|реклама|광고|广告|scroll to continue
|story continues below advertisement|continue reading below|article continues below
"""

# Words of gambling and bargains: two of them, or one and a sum of money, make an advert.
ADVERT_WORDS = """
bonus|casino|deposit|jackpot|free spins|betting|sportsbook|promo code|coupon|discount code
|sign-up offer|payday loan|viagra|cialis|no deposit|bonus de dépôt|premier dépôt|pari sportif
|code promo|tours gratuits|einzahlungsbonus|freispiele|gutscheincode|rabattcode|bono|depósito
|apuestas|código promocional|tiradas gratis|bônus|apostas|rodadas grátis|deposito|scommesse
|giri gratis|codice promozionale|storting|stortingsbonus|gokken|kortingscode|depozyt|zakłady
|kod promocyjny|bahis|yatırım bonusu|ボーナス|カジノ
"""

NEWSLETTER = """
sign up for|subscribe to our newsletter|subscribe to our|subscribe to the|get our newsletter
|get the latest|newsletter|sign up to|stay informed|get our daily|join our newsletter
|our newsletter|get breaking news|sign up now|enter your email|inscrivez-vous|abonnez-vous à
|recevez|recevez notre|s'inscrire à la newsletter|la newsletter|newsletter abonnieren
|melden sie sich|jetzt anmelden|abonnieren sie unseren|unser newsletter|der newsletter
|suscríbete|suscríbase|recibe|boletín|apúntate|inscreva-se|assine a newsletter|receba
|cadastre-se|iscriviti|ricevi|iscriviti alla newsletter|schrijf je in|meld je aan|ontvang
|nieuwsbrief|zapisz się|newslettera|bültenimize|abone ol|bültene kaydol|メールマガジン|メルマガ
|ニュースレター
"""

PAYWALL = """
to continue reading|subscribe to continue|subscribe to read|this article is for subscribers
|this content is for subscribers|already a subscriber|subscribers only|subscriber-only
|you have reached your limit|create a free account to continue|unlock this|to read the full
|log in to read|sign in to read|this is a premium article|you've read all your free
|register to read|il vous reste|cet article est réservé|article réservé aux abonnés
|contenu réservé aux abonnés|réservé à nos abonnés|déjà abonné|la suite est réservée
|la lecture de cet article est réservée|weiterlesen mit|dieser artikel ist nur für abonnenten
|dieser artikel ist exklusiv|jetzt weiterlesen|nur für abonnenten|sie haben bereits ein abo
|dieser inhalt ist exklusiv|lesen sie mit einem abo|exklusiv für abonnenten|mit plus weiterlesen
|bereits abonnent|contenido exclusivo para suscriptores|exclusivo para suscriptores
|para seguir leyendo|suscríbete para seguir leyendo|ya eres suscriptor|artículo exclusivo
|conteúdo exclusivo para assinantes|exclusivo para assinantes|para continuar lendo
|já é assinante|para ler o artigo completo|contenuto riservato agli abbonati
|riservato agli abbonati|per continuare a leggere|sei già abbonato|questo articolo è riservato
|dit artikel is alleen voor abonnees|alleen voor abonnees|verder lezen|al abonnee
|lees dit artikel verder met|tylko dla prenumeratorów|dla subskrybentów|pozostało
|treść dostępna dla|abonelere özel|bu içerik abonelere|この記事は有料会員限定|有料会員限定
|会員限定記事|残り|有料記事
"""

# A byline's first words. "by" must be followed by a name: labels.py looks.
BYLINE = """
by|story by|text by|written by|article by|article written by|posted by|post by|authors|words by
|reported by|report by|par|propos recueillis par|texte de
|texte|von|text von|text|por|texto|texto de|di|a cura di|testo di|door|tekst|geschreven door
|autor|autorka|author|auteur|autore|af|av|przez|yazan|haber|haberi|文|記者|執筆|автор|текст|기자
|作者
"""

PUBLISHED = """
published|published on|published at|posted|posted on|first published|publication date
|date published|date|issued on|created|publié|publié le|paru le|mis en ligne|mis en ligne le
|veröffentlicht|veröffentlicht am|erschienen am|erstellt|erstellt am|stand|publicado
|publicado el|publicado em|publicada|publicado en|publicada el|pubblicato|pubblicato il
|data pubblicazione|gepubliceerd|gepubliceerd op|geplaatst|geplaatst op|opublikowano
|data publikacji|dodano|yayınlanma|yayın tarihi|yayınlandı|giriş|giriş tarihi|公開|公開日
|公開日時|掲載|配信|投稿日|publicerad|publisert|udgivet|julkaistu|опубликовано|입력|发布时间
|發布時間
"""

MODIFIED = """
updated|updated on|updated at|last updated|last updated on|last modified|last update|modified
|modified date|edited|mis à jour|mis à jour le|mise à jour|actualisé|modifié le|modifié
|aktualisiert|aktualisiert am|zuletzt aktualisiert|geändert am|letzte aktualisierung|update
|actualizado|actualizado el|actualizada|última actualización|modificado|atualizado|atualizado em
|última atualização|aggiornato|aggiornato il|ultimo aggiornamento|bijgewerkt|bijgewerkt op
|laatst bijgewerkt|laatste update|aktualizacja|zaktualizowano|ostatnia aktualizacja|güncelleme
|güncellenme|güncellendi|son güncelleme|更新|更新日|更新日時|最終更新|uppdaterad|oppdatert
|opdateret|обновлено|수정|更新时间|更新時間
"""

CREDIT = """
reporting by|editing by|writing by|additional reporting|compiled by|with files from
|with reporting by|with inputs from|with information from|with input from
|with contributions from|with agencies|agencies|source|sources|via|copyright|all rights reserved
|© |(c) |avec|avec l'|avec les agences|édité par|traduit par|quelle|quellen|mit material von
|mit material der|mit agenturmaterial|mit informationen von|fuente|fuentes|con información de
|con informacion de
|con datos de|fonte|fonti|com informações|com agências|com agência|bron|bronnen|źródło|źródła
|kaynak|出典|配信元|zdroj|källa|kilde|источник|джерело|출처|来源|來源
|the associated press contributed|this report was|this story was
|this article was originally published|this article originally appeared
"""

# "All rights reserved" and its kin: with no agency named, the foot of the page.
RIGHTS = """
all rights reserved|tous droits réservés|alle rechte vorbehalten|todos los derechos reservados
|todos os direitos reservados|tutti i diritti riservati|alle rechten voorbehouden
|wszelkie prawa zastrzeżone|tüm hakları saklıdır|無断転載を禁じます|無断複製・転載を禁じます
|med ensamrätt|все права защищены|무단 전재 및 재배포 금지
"""

# How a paper says that it has changed what it printed.
CORRECTION = """
correction|corrections|corrected|clarification|editor's note|this article has been corrected
|this story has been corrected|an earlier version of this|rectificatif|correctif|erratum
|précision|note de la rédaction|une version précédente de|korrektur|berichtigung|richtigstellung
|anmerkung der redaktion|in einer früheren version|corrección|fe de erratas|aclaración|correção
|errata|rettifica|correzione|rectificatie|correctie|sprostowanie|düzeltme|訂正|お断り
"""

CAPTION = """
photo|photos|photo by|photograph|image|image credit|image source|picture|pictures|file photo
|foto|fotos|foto:|photo credit|photo courtesy|crédit photo|crédits photo|crédit|illustration
|image credits|photo credits
|bild|bilder|symbolbild|symbolfoto|archivbild|imagen|imagem|crédito|créditos|fotografía
|fotografia|immagine|beeld|zdjęcie|zdj|fot|fotoğraf|写真|画像|foto af|ilustrasi|фото|사진
|getty images|afp via getty|reuters/|ap photo|afp photo|afp/|via reuters
"""

BIO = """
about the author|about the writer|about the reporter|about author|more from this author
|author bio|follow the author|view all posts|à propos de l'auteur|l'auteur|über den autor
|über die autorin|zur person|zum autor|zur autorin|sobre el autor|sobre la autora|sobre o autor
|sobre a autora|informazioni sull'autore|l'autore|over de auteur|o autorze|o autorce
|yazar hakkında|この記事を書いた人|筆者プロフィール|執筆者
"""

# What an author box says of a person.
BIO_VERBS = """
has been a reporter|has worked as|has covered|has reported|has been writing|has been covering
|has written for|is a reporter
|is a journalist|is a staff writer|is a freelance|is a writer|is an editor|is a senior
|is the editor|is a correspondent|is a former|is an author|is an award|joined the|worked as a
|covers |writes about|previously worked|before joining|studied journalism|graduated from
|is based in|can be reached|to get in touch|contact me|email me|reach her at|reach him at
|reach them at|lives in|est journaliste|est rédacteur|est rédactrice|est correspondant|a rejoint
|diplômé de|diplômée de|collabore à|ist redakteur|ist redakteurin|ist journalist
|ist journalistin|ist autor|ist autorin|schreibt für|schreibt über|berichtet für|studierte
|arbeitet als|ist volontär|es periodista|es redactor|es redactora|licenciado en|licenciada en
|escribe sobre|é jornalista|é repórter|formado em|formada em|escreve sobre|è giornalista
|è un giornalista|è una giornalista|scrive per|laureato in|laureata in|is redacteur
|is journalist|schrijft over|schrijft voor|jest dziennikarzem|jest dziennikarką|absolwent
|absolwentka|muhabiri|gazeteci|記者として|入社
"""

CONSENT = """
we value your privacy|we and our partners|accept all cookies|accept cookies|manage preferences
|your privacy choices|before you continue|continuer sans accepter|accepter et continuer
|nous et nos partenaires|votre vie privée|gérer mes choix|mit werbung weiterlesen
|akzeptieren und weiter|wir und unsere partner|zustimmen und weiter|ihre privatsphäre
|datenschutzeinstellungen|werbefrei lesen|valoramos su privacidad|valoramos tu privacidad
|aceptar y continuar|nosotros y nuestros socios|aceitar e continuar|nós e os nossos parceiros
|accetta e continua|noi e i nostri partner|wij en onze partners|alles accepteren
|my i nasi partnerzy|przejdź do serwisu|çerezleri kabul|cookieに同意
"""

CHALLENGE = """
just a moment|checking your browser|verify you are human|verifying you are human|are you a robot
|are you human|access denied|attention required|please enable javascript and cookies
|enable javascript and cookies to continue|please enable cookies|unusual traffic
|ddos protection by|press & hold|complete the captcha|pardon our interruption
|request unsuccessful|you have been blocked|human verification|vérifiez que vous êtes
|êtes-vous un robot|sind sie ein mensch|sind sie ein roboter|verifica que eres humano
|acceso denegado|zugriff verweigert
"""

NOT_FOUND = """
404|page not found|not found|error 404|404 error|404 not found|page cannot be found
|page doesn't exist|page does not exist|this page isn't available|page introuvable
|page non trouvée|erreur 404|seite nicht gefunden|fehler 404|seite wurde nicht gefunden
|página no encontrada|error 404|no se ha encontrado|página não encontrada|erro 404
|pagina non trovata|errore 404|pagina niet gevonden|strona nie istnieje|nie znaleziono strony
|sayfa bulunamadı|ページが見つかりません|お探しのページ
"""

# Enough to see that a line is a credit; which agency it names is the wire room's to say. Case
# tells: "sid" is an agency, "Sid" a man.
AGENCY_HINTS = """
AFP|afp|AP|UPI|EFE|ANSA|DPA|dpa|APA|PTI|ANI|IANS|PAP|TASS|TASR|ANP|NTB|TT|SDA|ATS|KNA|epd|sid
|SID
|rtr|reuters|Reuters|REUTERS|Xinhua|Yonhap|Kyodo|Jiji|Bernama|Lusa|LUSA|Belga|BELGA|Ritzau|STT
|ČTK
|MTI|Anadolu|Associated Press|Agence France-Presse|Agence France Presse|Deutsche Presse-Agentur
|Press Association|Press Trust of India|Canadian Press|Australian Associated Press|Bloomberg
|Agencia EFE|Europa Press|Agenzia|Agência|Agencia|Agentur|agencies|Agencies|agences|Agenturen
|Agencias|News Agency|News Service
"""
