"""The plan: enough of everything, the same every time, and nothing from the future."""

from collections import Counter, defaultdict
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.model import PageVerdict
from wirewatch.newsroom import NOW
from wirewatch.newsroom.habits import CreditStyle, Design, Fault, FeedKind
from wirewatch.newsroom.pages import PlannedPage, Treatment, agencies_in, slug_of
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.texts import NewsText

Pages = tuple[PlannedPage, ...]


def test_the_newsroom_is_as_large_as_it_says(pages: Pages) -> None:
    assert len({page.publisher.key for page in pages}) >= 12
    assert len({page.story for page in pages}) >= 40
    assert len(pages) >= 150


def test_publishers_differ_in_everything_that_they_can_differ_in() -> None:
    assert {each.design for each in PUBLISHERS} == set(Design)
    assert {each.feed for each in PUBLISHERS} == set(FeedKind)
    assert {each.credit for each in PUBLISHERS} == set(CreditStyle)
    assert {each.language for each in PUBLISHERS} == {"en", "fr", "es", "de"}
    assert set().union(*(each.faults for each in PUBLISHERS)) == set(Fault)
    assert {"CET", "EST", "BST"} <= {each.feed_zone[0] for each in PUBLISHERS if each.feed_zone}
    assert sum(each.has_full_text_feed for each in PUBLISHERS) == 2


def test_every_publisher_has_a_host_of_its_own_that_cannot_exist() -> None:
    hosts = [each.host for each in PUBLISHERS]
    assert len(set(hosts)) == len(hosts)
    assert all(host.endswith(".example") for host in hosts)


def test_every_treatment_occurs(pages: Pages) -> None:
    found = Counter(page.treatment for page in pages)
    wanted = set(Treatment) - {Treatment.OWN}  # own stories are texts of their own kind
    assert wanted <= set(found)
    assert found[Treatment.DIGEST] == 3


def test_no_address_is_used_twice(pages: Pages) -> None:
    assert len({page.url for page in pages}) == len(pages)


def test_two_plans_of_the_same_texts_are_equal(texts: tuple[NewsText, ...], pages: Pages) -> None:
    assert plan_pages(texts) == pages
    assert plan_pages(reversed(texts)) == pages


def test_a_new_text_leaves_the_pages_of_the_others_alone(
    texts: tuple[NewsText, ...], pages: Pages
) -> None:
    fewer = plan_pages(texts[1:])
    copies = {page for page in pages if page.treatment is not Treatment.DIGEST}
    assert {page for page in fewer if page.treatment is not Treatment.DIGEST} <= copies


def test_a_page_goes_up_after_its_text_and_before_now(
    texts: tuple[NewsText, ...], pages: Pages
) -> None:
    filed = {text.text_id: text.published_at for text in texts}
    for page in pages:
        if page.event in filed:
            assert filed[page.event] <= page.published_at < NOW, page.url


def test_an_earlier_newsroom_knows_nothing_of_later_news(texts: tuple[NewsText, ...]) -> None:
    then = NOW - timedelta(days=3)
    assert all(page.published_at < then for page in plan_pages(texts, now=then))


def test_a_story_is_one_event_in_one_language(pages: Pages) -> None:
    events, languages = defaultdict(set), defaultdict(set)
    for page in pages:
        events[page.story].add(page.event)
        languages[page.story].add(page.publisher.language)
    assert all(len(found) == 1 for found in events.values())
    assert all(len(found) == 1 for found in languages.values())


def test_a_publisher_prints_a_story_once(pages: Pages) -> None:
    printed = Counter((page.publisher.key, page.event, page.treatment) for page in pages)
    assert set(printed.values()) == {1}


def test_copies_share_their_first_paragraph_and_other_hands_do_not(pages: Pages) -> None:
    firsts = defaultdict(set)
    for page in pages:
        firsts[page.story].add(page.paragraphs[0].text)
    assert all(len(found) == 1 for found in firsts.values())
    leads = Counter(lead for found in firsts.values() for lead in found)
    assert set(leads.values()) == {1}


def test_a_cut_text_ends_with_a_paragraph_and_an_extended_one_is_longer(
    texts: tuple[NewsText, ...], pages: Pages
) -> None:
    whole = {text.text_id: text.words.paragraphs for text in texts}
    for page in pages:
        original = whole.get(page.event, ())
        if page.treatment is Treatment.CUT:
            assert len(page.paragraphs) < len(original), page.url
            assert not page.paragraphs[-1].is_subhead
        if page.treatment is Treatment.EXTENDED:
            assert page.paragraphs[: len(original)] == original
            assert len(page.paragraphs) > len(original)


def test_the_corrected_pages_change_one_paragraph_only(pages: Pages) -> None:
    corrected = [page for page in pages if page.correction]
    assert corrected
    for page in corrected:
        assert page.correction is not None
        before = page.paragraphs_at(page.published_at)
        after = page.paragraphs_at(page.correction.at)
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
        assert page.modified_at(NOW) == page.correction.at


def test_a_digest_holds_the_openings_of_its_stories(pages: Pages) -> None:
    leads = {page.story: page.paragraphs[0].text for page in pages}
    for page in pages:
        if page.treatment is Treatment.DIGEST:
            body = [each.text for each in page.paragraphs]
            assert 5 <= len(page.holds) <= 6
            assert all(leads[story] in body for story in page.holds)


def test_most_addresses_carry_the_date_and_some_do_not(pages: Pages) -> None:
    dated = {page.publisher.key for page in pages if "/2026/03/" in page.url}
    undated = {page.publisher.key for page in pages} - dated
    assert len(dated) > len(undated) >= 2


def test_walls_are_planned_where_the_design_has_one(pages: Pages) -> None:
    expected = {
        Design.PAYWALL: PageVerdict.PAYWALLED,
        Design.CONSENT: PageVerdict.CONSENT_WALL,
    }
    for page in pages:
        assert page.verdict is expected.get(page.publisher.design, PageVerdict.ARTICLE)


@pytest.mark.parametrize(
    ("line", "agencies"),
    [
        ("Mara Ilves / AFP", ("AFP",)),
        ("Foto: Hauke Brandis/dpa", ("DPA",)),
        ("AP Photo / Corey Blandin", ("AP",)),
        ("Photo: Gregor Palanek Associated Press", ("AP",)),
        ("Jane Doe, Agence France-Presse", ("AFP",)),
        ("Reuters and AFP", ("AFP", "REUTERS")),
        ("an apt CAP for AFPs", ()),
    ],
)
def test_agencies_are_found_as_whole_words(line: str, agencies: tuple[str, ...]) -> None:
    assert agencies_in(line) == agencies


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_a_slug_is_safe_in_an_address(headline: str) -> None:
    slug = slug_of(headline)
    assert urlsplit(f"https://a.example/{slug}/").path == f"/{slug}/"
    assert slug == slug.lower()
    assert len(slug) <= 60
