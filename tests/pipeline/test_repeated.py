"""A site's own lines are learned from its pages; watches pass over them, and people see why."""

from dataclasses import replace

import pytest
from sqlalchemy import select

import story_rows
from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.alerts import load_articles
from wirewatch.adapters.warehouse.desk_story import story_page
from wirewatch.adapters.warehouse.digest import digest_of, table_sums
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.site_lines import repeats_of, save_all_lines
from wirewatch.adapters.warehouse.why import what_we_know
from wirewatch.alerts.matcher import Matcher
from wirewatch.model import Block, BlockKind, Fact, Watch
from wirewatch.pipeline.group import group

ADVERT = "Our friends at Lucky Anchor casino welcome you with a bonus of their own."
STORIES = {
    "Ferry late again": "The ferry to Moor left at noon on Tuesday, four hours after its time, "
    "as fog lay over the harbour and both pilots were ill.",
    "Mayor resigns": "Vesk has no mayor since Wednesday, when Ana Löwe gave back her chain in the "
    "town hall and thanked the clerks for eleven good years.",
    "Snow upon fells": "Skiers came early this winter: forty centimetres fell on the southern "
    "slopes within one night, more than in any November before.",
    "Bread costs more": "A loaf of rye is at four crowns now, bakers said, because grain ships "
    "had to take the longer way around the northern cape.",
}
CASINO = Watch(name="Casinos", query="casino")


def page(site, headline, *more):
    """Return a page whose text is that of a story, with more lines below it."""
    made = story_rows.capture(f"{site}/{headline.replace(' ', '-')}", "")
    lines = (STORIES.get(headline, f"All about it: {headline}."), *more)
    kinds = (BlockKind.LEDE, *(BlockKind.BODY for _ in more))
    article = replace(
        made.record.article,
        headline=Fact(value=headline, reader="dom"),
        blocks=tuple(Block(kind=k, text=t) for k, t in zip(kinds, lines, strict=True)),
    )
    return replace(made, record=replace(made.record, article=article))


def told_of(engine, *watches):
    """Return the headlines of all articles that one of `watches` wants."""
    with reading(engine) as db:
        ids = db.execute(select(schema.article.c.article_id)).scalars().all()
        found = load_articles(db, ids)
    matcher = Matcher(watches)
    return sorted(dict(p.document.zones)["headline"] for p in found if matcher.match(p.document))


def filled(engine, *pages):
    """Load and group pages, each in a batch of its own."""
    for one in pages:
        story_rows.land(engine, [one])
        story_rows.load(engine, [one])
    group(engine, [NOON.date()], run="r", now=NOON)


PAGES = [page("vesk.example", headline, ADVERT) for headline in STORIES]


def test_watches_pass_over_what_a_site_prints_on_page_after_page(engine):
    """With three pages it may be their text; the fourth settles it for all of them."""
    filled(engine, *PAGES[:3])
    assert len(told_of(engine, CASINO)) == 3
    filled(engine, PAGES[3])
    assert told_of(engine, CASINO) == []
    assert told_of(engine, Watch(name="Sea", query="ferry AND harbour")) == ["Ferry late again"]


def test_neither_order_nor_a_second_load_changes_what_is_learned():
    digests = set()
    for order in (PAGES, PAGES[::-1], [*PAGES[2:], *PAGES[:2]]):
        engine = story_rows.empty_warehouse()
        filled(engine, *order, order[0])
        with reading(engine) as db:
            assert repeats_of(db, [f"{STORIES['Mayor resigns']}\n{ADVERT}"]) == [{ADVERT: 3}]
            sums = [each for each in table_sums(db) if each.name == "site_line"]
            digests.add(digest_of(sums))
        engine.dispose()
    assert len(digests) == 1


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param(
            [*PAGES, page("moor.example", "Storm warning", ADVERT)], id="background of an agency"
        ),
        pytest.param(
            [
                page("vesk.example", f"Trial of Marek, {day}", f"{day}: no news.", ADVERT)
                for day in ("Monday", "Tuesday", "Friday", "Saturday", "Sunday")
            ],
            id="background of one affair",
        ),
        pytest.param(
            [page("vesk.example", "Ferry late again", ADVERT) for _ in range(5)], id="one page"
        ),
    ],
)
def test_good_lines_that_are_repeated_stay_text(engine, pages):
    """They stand on other sites too, or their pages tell of one thing."""
    filled(engine, *pages)
    assert len(told_of(engine, CASINO)) == len({one.record.article.article_id for one in pages})


def test_a_hit_behind_such_a_line_keeps_its_place(engine):
    """The message is made of the whole text: what stands behind a blank must not move."""
    filled(engine, *PAGES[:3], page("vesk.example", "Bread costs more", ADVERT, "Eat more cake."))
    with reading(engine) as db:
        ids = db.execute(select(schema.article.c.article_id)).scalars().all()
        found = [Matcher([CAKE]).match(p.document) for p in load_articles(db, ids)]
    (hit,) = next(hits["Cake"] for hits in found if hits)
    assert hit.text == "cake"
    assert f"{ADVERT}\nEat more cake."[hit.start : hit.end] == "cake"


CAKE = Watch(name="Cake", query="cake")


def test_the_desk_and_why_show_the_line_with_its_evidence(engine):
    filled(engine, *PAGES)
    url = PAGES[0].record.article.url
    with reading(engine) as db:
        (story_id,) = db.execute(
            select(schema.story_member.c.story_id).where(
                schema.story_member.c.article_id == PAGES[0].record.article.article_id
            )
        ).scalars()
        shown = story_page(db, story_id)
        said = [line for step, line in what_we_know(db, url) if step == "block"]
    assert shown is not None
    assert shown.repeats == {ADVERT: 3}
    assert ADVERT in shown.body
    assert said == [f"“{ADVERT}” stands on 3 other pages of the site: watches pass over it"]


def test_the_lines_of_old_texts_are_learned_when_the_table_comes(engine):
    filled(engine, *PAGES)
    with reading(engine) as db:
        before = db.execute(select(schema.site_line)).all()
    with engine.begin() as db:
        db.execute(schema.site_line.delete())
        save_all_lines(db)
    with reading(engine) as db:
        assert sorted(db.execute(select(schema.site_line)).all()) == sorted(before) != []
