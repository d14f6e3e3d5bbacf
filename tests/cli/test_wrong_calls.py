"""What is wrong is told on standard error: where, and what to do. Nothing else is printed."""

from pathlib import Path

import pytest

from commands import run

TEXT = '{"id": "a", "text": "A drone fell on Vesk."}\n'

NOT_OURS = "is not as `wirewatch articles` prints it"

# command, what stands in the file, what is said
INPUTS = {
    "no file": ("stories", None, "cannot be read: No such file or directory; is the path right?"),
    "not JSON": ("stories", TEXT + "id: b\n", "line 2: is not JSON: "),
    "not an object": ("stories", TEXT + "[1]\n", "line 2: is no JSON object; write one object a"),
    "no id": ("stories", '{"text": "x"}\n', 'line 1: needs an "id": a text or a number'),
    "null id": ("articles", '{"id": null, "page": "x"}\n', 'line 1: needs an "id"'),
    "true id": ("articles", '{"id": true, "page": "x"}\n', 'line 1: needs an "id"'),
    "an id twice": ("stories", TEXT + "\n" + TEXT, "line 3: the id 'a' stands in line 1 already"),
    "a number for a title": ("stories", '{"id": 1, "title": 5}\n', "'title' is 5 and not a text"),
    "languages": ("stories", '{"id": 1, "language": ["fr"]}\n', "is ['fr'] and not a text"),
    "not UTF-8": ("stories", '{"id": "\udcff"}\n', "is not UTF-8"),
    "deep": ("stories", "[" * 100_000, "line 1: is not JSON: "),
    "not gzip": ("stories", "\x1f\udc8b nothing", "cannot be read"),
    "unknown block": ("match", '{"id": 1, "blocks": [{"kind": "song", "text": ""}]}\n', NOT_OURS),
    "no blocks": ("match", '{"id": 1, "blocks": "x"}\n', "'blocks' is 'x' and not a list"),
    "credits of a kind": ("match", '{"id": 1, "credits": ["AFP"]}\n', f'"credits" {NOT_OURS}'),
}


@pytest.mark.parametrize(("command", "content", "words"), INPUTS.values(), ids=INPUTS)
def test_wrong_input_ends_with_1(
    command: str, content: str | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    watches = tmp_path / "watches.toml"
    watches.write_text('[[watch]]\nname = "n"\nquery = "drone"\n', encoding="utf-8")
    done = run(*([command, watches] if command == "match" else [command]), path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"wirewatch: {path}")
    assert words in done.err


WATCHES = {
    "not TOML": ("[[watch]\n", ":1:8: error: not TOML"),
    "no query": ('[[watch]]\nname = "n"\n', "it asks for nothing; give it a query ="),
    "a query that ends early": ('[[watch]]\nname = "n"\nquery = "a AND"\n', ":3:"),
    "unknown key": ('[[watch]]\nname = "n"\nquery = "a"\nrotues = []\n', "did you mean routes?"),
    "a name twice": ('[[watch]]\nname = "n"\nquery = "drone"\n' * 2, "the name stands twice"),
    "not UTF-8": ("\udcff", "is not UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), WATCHES.values(), ids=WATCHES)
def test_wrong_watches_end_with_1(content: str, words: str, tmp_path: Path) -> None:
    """Both for who checks them and for who uses them."""
    path, texts = tmp_path / "watches.toml", tmp_path / "in.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    texts.write_text(TEXT, encoding="utf-8")
    checked, used = run("watches", "check", path), run("match", path, texts)
    assert (checked.code, checked.out) == (used.code, used.out) == (1, "")
    assert words in checked.err
    assert str(path) in used.err


CALLS = {
    "no command": ([], "COMMAND"),
    "unknown command": (["exprot"], "invalid choice: 'exprot'"),
    "no input": (["stories"], "the following arguments are required: input"),
    "no workers": (["articles", "x", "--workers", "0"], "'0' is no number of processes"),
    "bad time": (["article", "x", "--captured-at", "noon"], "'noon' is no ISO 8601 time"),
    "bad zone": (["article", "x", "--zone", "../etc"], "'../etc' is no zone such as Europe/Paris"),
    "bad day": (["archive", "5 March"], "'5 March' is no date such as 2026-03-05"),
    "bad days": (["publish", "2026-03-05", "x"], "'x' is no date such as 2026-03-05"),
    "an address with a file's options": (
        ["article", "https://sea.example/", "--url", "https://sea.example/"],
        "--url and --captured-at go with a file",
    ),
}


@pytest.mark.parametrize(("words", "said"), CALLS.values(), ids=CALLS)
def test_a_wrong_call_ends_with_2(words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_edges_that_cannot_be_written_are_told_before_the_work(tmp_path: Path) -> None:
    texts = tmp_path / "in.jsonl"
    texts.write_text(TEXT, encoding="utf-8")
    done = run("stories", texts, "--edges", tmp_path / "nowhere" / "edges.jsonl")
    assert (done.code, done.out) == (1, "")
    assert "cannot be written: No such file or directory" in done.err
