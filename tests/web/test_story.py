"""A story's page: who wrote it and how we know, its copies, what stands beside it."""

import pytest
from sqlalchemy import event, update

from desk_rows import (
    NOON,
    TODAY,
    article_key,
    put,
    put_alert,
    put_capture,
    put_copy,
    put_credit,
    put_delivery,
    put_pair,
    put_story,
    story_key,
)
from web.browser import ask, one, page, said
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.model import digest


def show(app, name):
    answer = ask(app, f"/story/{story_key(name)}")
    assert answer.status_code == 200, answer.text
    return page(answer)


def summary(root, title):
    """Return the words beside `title` in the box at the top."""
    return said(one(root, f"//dl[@class='summary']/dt[.='{title}']/following-sibling::dd[1]"))


def card(root, site):
    """Return the card of one copy."""
    return one(root, f"//article[@id='{article_key(site)}']")


def credited(element, title):
    """Return agency and proofs of each credit under `title` in a card."""
    lines = element.xpath(f".//dl/div[dt='{title}']/dd")
    return [(said(one(line, "./span[1]")), [said(q) for q in line.xpath(".//q")]) for line in lines]


def test_it_says_who_wrote_it_and_how_we_know(app, engine):
    put_story(
        engine, "raid", ["a.example", "b.example", "c.example"],
        agency="AFP", agency_role="text", agency_why="“By AFP” (byline) on a.example",
    )  # fmt: skip
    put_credit(engine, "a.example", "AFP", "text", "By AFP")
    put_credit(engine, "b.example", "AFP", "contribution", "With files from AFP")
    told = summary(show(app, "raid"), "Written by")
    assert "Agence France-Presse wrote it." in told
    assert "“By AFP” (byline) on a.example" in told
    assert "on 2 of 3 copies; 1 names nobody" in told


def test_a_story_of_no_agency_says_so_and_gives_the_byline(app, engine):
    put_story(engine, "own", ["a.example"])
    put_copy(engine, "own", "a.example", byline="By Nora Quill")
    told = summary(show(app, "own"), "Written by")
    assert told == "No copy names an agency for the text. The byline says By Nora Quill."


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("own", "Reuters wrote it: a copy stands on the agency's own site."),
        ("text", "Reuters wrote it."),
        ("joint", "Reuters and a publisher's own desk wrote it together."),
        ("contribution", "Reuters contributed to it."),
    ],
)
def test_each_role_has_its_sentence(app, engine, role, sentence):
    put_story(
        engine, "x", ["a.example"], agency="REUTERS", agency_role=role, agency_why="“Reuters”"
    )
    assert sentence in summary(show(app, "x"), "Written by")


def test_pictures_and_quotations_are_not_mixed_up_with_authors(app, engine):
    """The trap of the trade: "told AFP" and "Photo: AP" make nobody an author."""
    put_story(engine, "raid", ["a.example", "b.example"])
    put_credit(engine, "a.example", "AP", "photo", "Photo: Jo Rask / AP")
    put_credit(engine, "a.example", "AFP", "source", "the minister told AFP", position=1)
    put_credit(engine, "b.example", "AP", "photo", "Jo Rask / AP")
    root = show(app, "raid")
    assert "No copy names an agency" in summary(root, "Written by")
    assert summary(root, "Pictures by") == "AP on 2 copies"
    assert summary(root, "Only quoted") == "AFP on 1 copy"
    copy = card(root, "a.example")
    assert credited(copy, "Picture") == [("AP", ["Photo: Jo Rask / AP"])]
    assert credited(copy, "Quoted") == [("AFP", ["the minister told AFP"])]
    assert "no agency named" in said(copy)


def test_a_copy_without_credit_is_marked_as_inferred(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"], agency="AFP", agency_role="text")
    put_credit(engine, "a.example", "AFP", "text", "By AFP")
    root = show(app, "raid")
    assert "no agency named; AFP inferred from overlap" in said(card(root, "b.example"))
    assert "inferred" not in said(card(root, "a.example"))


def test_proofs_of_one_agency_stand_together_with_their_places(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_credit(engine, "a.example", "AFP", "text", "By AFP")
    put_credit(engine, "a.example", "AFP", "text", "AFP", place="json-ld", position=1)
    put_credit(engine, "a.example", "AP", "text", "AP", place="feed", position=2)
    copy = card(show(app, "raid"), "a.example")
    assert credited(copy, "Text") == [("AFP", ["By AFP", "AFP"]), ("AP", ["AP"])]
    assert "metadata (JSON-LD)" in said(copy)


def test_the_canonical_copy_comes_first_with_the_reason(app, engine):
    put_story(engine, "raid", ["late.example", "early.example"], reason="the agency's own page")
    put_copy(engine, "raid", "early.example", 1, published_at=None, published_raw="")
    root = show(app, "raid")
    assert summary(root, "Canonical copy") == "late.example, the agency's own page"
    first, second = root.xpath("//article")
    assert "Canonical copy" in said(first)
    assert "late.example" in said(first)
    assert "time unknown" in said(second)
    assert "does not say when" in said(second)


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("identical", "The same words"),
        ("cut", "Shortened"),
        ("extended", "With more text"),
        ("revision", "Both edited"),
        ("something_new", "something new"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False], ids=["copy first", "canonical first"])
def test_each_copy_says_what_it_is_to_the_canonical_one(app, engine, relation, words, is_first):
    """The pair may be kept either way round; the shares must not swap sides."""
    put_story(engine, "raid", ["a.example", "b.example"])
    put_copy(engine, "raid", "b.example", 1, relation=relation)
    ends = ("b.example", "a.example") if is_first else ("a.example", "b.example")
    shares = {"coverage_a": 0.9, "coverage_b": 0.25} if is_first else {
        "coverage_a": 0.25, "coverage_b": 0.9
    }  # fmt: skip
    put_pair(engine, *ends, relation, "90 of 100 words", **shares)
    told = said(one(card(show(app, "raid"), "b.example"), "./div[1]"))
    assert words in told
    assert "keeps 25 % of the canonical copy; 90 % of its own words stand there" in told


def test_a_copy_without_a_pair_still_has_its_share(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_copy(engine, "raid", "b.example", 1, coverage=0.996)
    assert "99 % of its words stand" in said(card(show(app, "raid"), "b.example"))


def test_the_states_of_a_text_are_told_with_what_changed(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    with writing(engine) as db:
        for site, toll in (("a.example", 14), ("b.example", 17)):
            body = f"At dawn drones struck the market and killed {toll} <b>people in Ostrohrad."
            is_its = schema.article_text.c.text_hash == digest(site)
            db.execute(update(schema.article_text).where(is_its).values(body=body))
    states = one(show(app, "raid"), "//ol[@class='states']")
    assert [said(state) for state in states.xpath("./li/b")] == ["alert", "alert"]
    assert "14 <b>people” is now" in said(states)
    assert states.xpath("./li[2]//a/@href") == [f"#{article_key('b.example')}"]


def test_copies_that_say_the_same_are_one_state(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    assert not show(app, "raid").xpath("//ol[@class='states']")


def test_suspected_translations_are_stories_of_their_own_and_not_copies(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_story(
        engine, "incursion", ["c.example"], language="fr", agency="AFP", agency_role="text"
    )  # fmt: skip
    put_story(engine, "other", ["d.example"])
    put_pair(engine, "a.example", "c.example", "suspected_translation", "80% of the numbers")
    put_pair(
        engine, "c.example", "b.example", "suspected_translation", "70%", matched_words=9
    )  # fmt: skip
    put_pair(engine, "d.example", "a.example", "excerpt", "a passage: 60 of 90 words")
    root = show(app, "raid")
    assert len(root.xpath("//article")) == 2
    under = "//h2[starts-with(., '{}')]/following-sibling::ul[1]/li"
    translation = one(root, under.format("Suspected translations"))
    assert translation.xpath(".//a/@href") == [f"/story/{story_key('incursion')}"]
    assert "This appears to be a translation of it." in said(translation)
    assert "80% of the numbers" in said(translation)
    assert "strongest of 2 pairs" in said(translation)
    passage = one(root, under.format("Passages shared"))
    assert passage.xpath(".//a/@href") == [f"/story/{story_key('other')}"]


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (("a.example", "z.example"), "A part of it stands in this round-up."),
        (("z.example", "a.example"), "It is a round-up that holds a part of this story."),
    ],
)
def test_a_round_up_says_which_of_the_two_it_is(app, engine, ends, words):
    put_story(engine, "raid", ["a.example"])
    put_story(engine, "week", ["z.example"])
    put_pair(engine, *ends, "digest", "holds 61 words")
    assert words in said(show(app, "raid"))


def test_pairs_within_the_story_lead_nowhere_else(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_pair(engine, "b.example", "a.example", "cut", "shortened")
    assert "Passages shared" not in said(show(app, "raid"))


def test_alerts_show_the_words_and_what_came_of_them(app, engine):
    put_story(engine, "raid", ["a.example"])
    sent = put_alert(engine, "drones", "raid", ["drone", "drones", "drone"])
    put_delivery(engine, sent, "mail", "sent")
    put_delivery(engine, sent, "hook", "pending")
    put_alert(engine, "old news", "raid", ["raid"], suppressed="backfill")
    told = summary(show(app, "raid"), "Watches")
    assert "drones because of drone, drones. hook: pending. mail: sent 12 Mar 2026, 12:00." in told
    assert "old news because of raid. Kept, not sent: backfill." in told


def test_a_false_author_is_told_at_the_top_and_on_the_copy(app, engine):
    put_story(engine, "raid", ["a.example", "b.example"])
    warning = "signed by Delia Marsh, but the byline says Agence France-Presse"
    put_copy(engine, "raid", "b.example", 1, warnings=[warning])
    root = show(app, "raid")
    assert summary(root, "Beware") == "1 copy says two things about itself: b.example"
    assert warning in said(card(root, "b.example"))
    assert root.xpath("//dd[@class='warning']/a/@href") == [f"#{article_key('b.example')}"]


def test_only_the_current_version_of_a_copy_is_shown(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_credit(engine, "a.example", "AFP", "text", "By AFP", content_hash=digest("old"))
    put_copy(engine, "raid", "a.example", content_hash=digest("new"), headline="Corrected")
    root = show(app, "raid")
    assert [said(headline) for headline in root.xpath("//article//h3")] == ["Corrected"]
    assert "no agency named" in said(root)


def test_a_paywalled_copy_says_that_we_saw_only_its_beginning(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_copy(engine, "raid", "a.example", verdict="paywalled")
    assert "before its paywall" in said(card(show(app, "raid"), "a.example"))


@pytest.mark.parametrize(
    ("said_of_it", "title", "words"),
    [
        pytest.param(
            {"tdm_reserved": True, "tdm_why": "header", "tdm_policy": "https://a.example/licence"},
            "Rights: text and data mining is reserved",
            [
                "Text and data mining is reserved in the headers it came with; "
                "its licence: https://a.example/licence."
            ],
            id="reserved",
        ),
        pytest.param(
            {"tdm_reserved": False, "tdm_why": "tdmrep.json"},
            "Rights",
            ["Text and data mining is not reserved in the site's tdmrep.json."],
            id="not reserved",
        ),
        pytest.param(
            {"x_robots_tag": "noarchive, meta: noindex", "tdm_reserved": True, "tdm_why": "meta"},
            "Rights: text and data mining is reserved",
            [
                "Text and data mining is reserved in a meta element of the page.",
                "For robots it says noarchive, meta: noindex, in the headers it came with and a "
                "meta element of the page.",
            ],
            id="both",
        ),
        pytest.param(
            {"x_robots_tag": "meta: noindex"},
            "Rights",
            ["For robots it says meta: noindex, in a meta element of the page."],
            id="for robots",
        ),
    ],
)
def test_what_a_publisher_says_of_the_use_of_a_page_is_shown(app, engine, said_of_it, title, words):
    put_story(engine, "raid", ["a.example", "b.example"])
    put_capture(engine, "a.example", **said_of_it)
    put_capture(engine, "b.example", robots="allowed")
    root = show(app, "raid")
    rights = one(card(root, "a.example"), ".//details[@class='rights']")
    assert said(one(rights, "./summary")) == title
    assert [said(line) for line in rights.xpath("./p")] == words
    assert not card(root, "b.example").xpath(".//details[@class='rights']")


def test_a_story_of_which_only_the_row_is_left_is_still_a_page(app, engine):
    """Grouping and erasing come in steps; between two of them a page must not break."""
    put(
        engine, schema.story,
        story_id=story_key("gone"), canonical_id=digest("gone"), reason="", headline="",
        language=None, first_published_at=NOON, event_date=TODAY, n_copies=1, n_sources=1,
        agency=None, agency_role=None, agency_why=None,
    )  # fmt: skip
    assert "No text was found" in said(show(app, "gone"))


@pytest.mark.parametrize(
    "wanted", [story_key("none"), "x", "0" * 33, "%00", "..%2f..", "a b", "é", "1' or 1=1--"]
)
def test_a_story_that_does_not_exist_is_a_clear_404(app, engine, wanted):
    put_story(engine, "raid", ["a.example"])
    answer = ask(app, f"/story/{wanted}")
    assert answer.status_code == 404
    assert page(answer).xpath("//main//a/@href") == ["/"]


def test_an_id_that_a_story_had_before_leads_to_it(app, engine):
    put_story(engine, "raid", ["a.example"])
    put(engine, schema.story_alias, old_id=story_key("older"), story_id=story_key("raid"))
    answer = ask(app, f"/story/{story_key('older')}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/story/{story_key('raid')}"


def test_aliases_that_turn_in_a_circle_lead_nowhere(app, engine):
    put(engine, schema.story_alias, old_id=story_key("a"), story_id=story_key("b"))
    put(engine, schema.story_alias, old_id=story_key("b"), story_id=story_key("a"))
    assert ask(app, f"/story/{story_key('a')}").status_code == 404


def test_a_story_wins_over_an_alias_of_the_same_id(app, engine):
    put_story(engine, "raid", ["a.example"])
    put_story(engine, "other", ["b.example"])
    put(engine, schema.story_alias, old_id=story_key("raid"), story_id=story_key("other"))
    assert said(one(show(app, "raid"), "//h1")) == "Headline of raid"


def test_the_number_of_queries_does_not_grow_with_the_copies(app, engine):
    """A wire text has hundreds of copies; a page of it must not ask hundreds of questions."""
    sites = [f"site{n}.example" for n in range(40)]
    put_story(engine, "few", ["x.example", "y.example"])
    put_story(engine, "many", sites)
    for site in sites[1:]:
        put_pair(engine, site, sites[0], "cut", "shortened")
        put_credit(engine, site, "AFP", "text", "By AFP")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    show(app, "few")
    few = len(asked)
    show(app, "many")
    assert len(asked) - few == few <= 13
