"""The page of checks: what is wrong stands first, and nothing of theirs becomes markup."""

from story_rows import capture, load
from web.browser import ask, one, page, said


def test_what_is_not_well_stands_first_with_its_reason(app, engine):
    root = page(ask(app, "/checks"))
    headings = [said(heading) for heading in root.xpath("//h2")]
    assert headings[0] == "Not well 1"
    assert "no page has landed yet" in said(one(root, "(//ol)[1]/li"))


def test_a_source_of_any_name_stays_text(app, engine):
    load(engine, [capture(f"a.example/{n}", f"Rain {n}.") for n in range(12)])
    answer = ask(app, "/checks")
    assert answer.status_code == 200
    assert "<script" not in answer.text
