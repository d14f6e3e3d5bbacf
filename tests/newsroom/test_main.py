"""The newsroom's own command."""

import json
import tomllib

import pytest

from wirewatch.newsroom.__main__ import main
from wirewatch.newsroom.pages import PlannedPage


def test_truth_prints_every_page(
    capsys: pytest.CaptureFixture[str], pages: tuple[PlannedPage, ...]
) -> None:
    assert main(["truth"]) == 0
    urls = [json.loads(line)["url"] for line in capsys.readouterr().out.splitlines()]
    assert {page.url for page in pages} <= set(urls)


def test_desk_prints_the_operators_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["feed"]


def test_an_unknown_word_is_a_wrong_call() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["burn"])
    assert caught.value.code == 2
