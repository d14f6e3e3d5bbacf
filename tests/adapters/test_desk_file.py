"""The desk file is changed without a byte of it lost, or not at all."""

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from wirewatch.adapters.desk_file import replace_file, with_feeds
from wirewatch.errors import BadInput

OURS = (Path(__file__).parents[2] / "include" / "desk.toml").read_text(encoding="utf-8")
NEW = '[[feed]]\nid = "new"\nurl = "https://new.example/"\n'
SEA = '[[feed]]\nid = "sea"\nurl = "https://sea.example/"  # by hand\n'


def test_a_feed_goes_behind_the_last_one_of_our_own_file() -> None:
    """Before the comment that explains the watches, and with all other lines as they were."""
    changed = with_feeds(OURS, NEW)
    assert changed is not None
    before, _, after = changed.partition("\n" + NEW)
    assert before + after == OURS
    assert before.endswith('zone = "Asia/Qatar"\nlanguage = "en"\n')
    assert after.startswith("\n# One table a watch.")


# file, where the new table stands in what comes of it
FILES = {
    "empty": ("", NEW),
    "no feed": ("[desk]\ndeadline_s = 5\n", f"[desk]\ndeadline_s = 5\n\n{NEW}"),
    "no line end": ('[desk]\ncontact = "x"', f'[desk]\ncontact = "x"\n\n{NEW}'),
    "only a comment": ("# soon", f"# soon\n\n{NEW}"),
    "a feed": (SEA, f"{SEA}\n{NEW}"),
    "blank lines behind": (f"{SEA}\n\n\n# x\n", f"{SEA}\n{NEW}\n\n\n# x\n"),
    "a table behind": (f"{SEA}\n[routes]\n", f"{SEA}\n{NEW}\n[routes]\n"),
    "a comment in it": (f"{SEA}# zone?\nzone = 'UTC'\n", f"{SEA}# zone?\nzone = 'UTC'\n\n{NEW}"),
    "spaces and quotes": (' [[ "feed" ]] # x\n', f' [[ "feed" ]] # x\n\n{NEW}'),
    "feeds in two places": (
        f"{SEA}[routes]\n{SEA}[channel.x]\n",
        f"{SEA}[routes]\n{SEA}\n{NEW}[channel.x]\n",
    ),
    "Windows": (
        "[desk]\r\ndeadline_s = 5\r\n",
        "[desk]\r\ndeadline_s = 5\r\n\r\n" + NEW.replace("\n", "\r\n"),
    ),
    "a header within a text": (
        f'{SEA}title = """\n[routes]\n"""\n[desk]\n',
        f'{SEA}title = """\n[routes]\n"""\n[desk]\n\n{NEW}',
    ),
    "a feed within a text": (
        f'{SEA}[[watch]]\nquery = """\n[[feed]]\nx = 1\n"""\n[desk]\n',
        f'{SEA}[[watch]]\nquery = """\n[[feed]]\nx = 1\n"""\n\n{NEW}[desk]\n',
    ),
}


@pytest.mark.parametrize(("text", "changed"), FILES.values(), ids=FILES)
def test_where_a_feed_goes(text: str, changed: str) -> None:
    assert with_feeds(text, NEW) == changed


def test_a_list_in_brackets_has_no_place() -> None:
    assert with_feeds('feed = [{id = "sea"}]\n', NEW) is None


LINES = st.lists(
    st.sampled_from(
        (
            *("[[feed]]", "[[watch]]", "[desk]", "[channel.atom]", "[[feed]] # [x]", "[archives]"),
            *(
                'id = "a"',
                "title = '[x]'",
                'query = """',
                "[[feed]]",
                '"""',
                "# [[feed]]",
                "",
                "  ",
            ),
            *("x = [", "  [1],", "]", "'''", "feed = 1", "\t[routes]", "é = 1", '"é" = 1'),
        )
    ),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # most such files are no TOML
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]))
def test_whatever_the_file_it_says_what_it_said_and_the_new_feed(
    lines: list[str], line_end: str, last: str
) -> None:
    text = line_end.join(lines) + last
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        reject()
    assume(isinstance(said.get("feed", []), list))  # the settings refuse other files before
    changed = with_feeds(text, NEW)
    assert changed is not None
    feeds = [*said.get("feed", []), *tomllib.loads(NEW)["feed"]]
    assert tomllib.loads(changed) == {**said, "feed": feeds}
    pairs = enumerate(zip(text, changed, strict=False))
    n_before = next((n for n, (old, new) in pairs if old != new), len(text))
    assert changed.endswith(text[n_before:])


# ── in its place ────────────────────────────────────────────────────────────────────────────────


def no_check(path: Path) -> None:
    """Find nothing wrong."""


def shout(text: str) -> str:
    return text.upper()


def test_a_file_is_replaced_with_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(b"x\r\n")
    file.chmod(0o640)
    replace_file(file, shout, no_check)
    assert file.read_bytes() == b"X\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["desk.toml"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    """Desk files are linked to from where they are kept under version control."""
    (tmp_path / "kept.toml").write_text("x")
    (tmp_path / "desk.toml").symlink_to("kept.toml")
    replace_file(tmp_path / "desk.toml", shout, no_check)
    assert (tmp_path / "desk.toml").is_symlink()
    assert (tmp_path / "kept.toml").read_text() == "X"


def test_what_the_check_refuses_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text("x")
    seen = []

    def refuse(path: Path) -> None:
        seen.append(path.read_text())
        raise BadInput("desk", "no")

    with pytest.raises(BadInput, match="no"):
        replace_file(file, shout, refuse)
    assert (seen, file.read_text()) == (["X"], "x")
    assert [path.name for path in tmp_path.iterdir()] == ["desk.toml"]


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    """Or the second would put back what the first had read."""
    file = tmp_path / "desk.toml"
    file.write_text("x")

    def meanwhile(_: Path) -> None:
        with pytest.raises(BadInput, match="another command is changing the desk file"):
            replace_file(file, str.swapcase, no_check)

    replace_file(file, shout, meanwhile)
    assert file.read_text() == "X"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written: No such file or directory"):
        replace_file(tmp_path / "desk.toml", shout, no_check)
    assert list(tmp_path.iterdir()) == []
