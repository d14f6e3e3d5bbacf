"""JSON feeds, chat rooms and Apprise: the words arrive, a page's own never act, failures show."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.messages import message
from adapters.receivers import open_desk
from wirewatch.adapters.channels.apprise import AppriseChannel
from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.feed_files import MAX_ENTRIES, file_name
from wirewatch.adapters.channels.json_feed import JsonFeedChannel
from wirewatch.adapters.channels.slack import MAX_CHARS, SlackChannel, as_mrkdwn
from wirewatch.adapters.channels.webhook import http_poster
from wirewatch.errors import BadInput, Gone, Refused, Unreachable
from wirewatch.model import digest


def feed(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_json_feed_says_what_an_alert_says_once(tmp_path: Path) -> None:
    path = tmp_path / "alerts.json"
    channel = JsonFeedChannel(name="f", path=path)
    channel.send(message())
    before = path.read_bytes()
    channel.send(message())
    assert path.read_bytes() == before
    assert feed(path)["version"] == "https://jsonfeed.org/version/1.1"
    (item,) = feed(path)["items"]
    assert item["title"] == "Drones: Raid on Vesk <b>harbour</b> & field"
    assert "<mark>drone</mark> &lt;fell&gt;" in item["content_html"]
    assert item["tags"] == ["Drones", "new"]


def test_a_json_feed_keeps_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "alerts.json"
    channel = JsonFeedChannel(name="f", path=path)
    for number in range(MAX_ENTRIES + 5):
        channel.send(message(delivery_id=digest(str(number))))
    assert len(feed(path)["items"]) == MAX_ENTRIES


@pytest.mark.parametrize("content", ["", "[1]", "{}", '{"items": 3}', '{"items": [1]}'])
def test_a_file_that_is_no_feed_is_set_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "alerts.json"
    path.write_text(content, encoding="utf-8")
    JsonFeedChannel(name="f", path=path).send(message())
    assert (tmp_path / "alerts.json.broken").read_text(encoding="utf-8") == content
    assert len(feed(path)["items"]) == 1


def test_a_link_that_is_no_web_address_is_left_out(tmp_path: Path) -> None:
    JsonFeedChannel(name="f", path=tmp_path / "f.json").send(message(url="javascript:alert(1)"))
    assert "url" not in feed(tmp_path / "f.json")["items"][0]


def test_a_json_feed_that_cannot_be_written_comes_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Unreachable):
        JsonFeedChannel(name="f", path=tmp_path / "file" / "f.json").send(message())


@pytest.mark.parametrize("kind", [AtomChannel, JsonFeedChannel])
def test_each_watch_may_have_a_file_of_its_own(tmp_path: Path, kind) -> None:
    channel = kind(name="each", path=tmp_path / "{watch}.feed")
    for number, watch in enumerate(("drones", "Drones", "../../etc")):
        channel.send(message(watch=watch, delivery_id=digest(str(number))))
    made = {path.name for path in tmp_path.iterdir() if path.suffix == ".feed"}
    assert made == {f"{file_name(watch)}.feed" for watch in ("drones", "Drones", "../../etc")}
    assert len(made) == 3


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_a_watch_s_file_name_is_its_own_and_harmless(one: str, other: str) -> None:
    assert set(file_name(one)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(file_name(one)) < 80
    assert (file_name(one) == file_name(other)) == (one == other)


# ── chat ────────────────────────────────────────────────────────────────────────────────────────


def test_a_chat_room_gets_title_link_and_hits() -> None:
    text = as_mrkdwn(message(reason="correction:1", difference=(("It was «12».", "It is «21»."),)))
    title = "Corrected: Raid on Vesk &lt;b&gt;harbour&lt;/b&gt; &amp; field"
    assert text.splitlines() == [
        f"*<https://sea.example/raid?a=1&amp;b=2|{title}>*",
        "sea.example, 2026-03-12 18:00 UTC · AFP",
        "Before:",
        "> It was *12*.",
        "Now:",
        "> It is *21*.",
        "> Then a *drone* &lt;fell&gt;.",
        "Watch: Drones",
    ]


@given(st.text(), st.text())
def test_no_page_mentions_anybody_or_makes_a_link(title: str, snippet: str) -> None:
    text = as_mrkdwn(message(title=title + "<!channel>", snippets=(snippet + "<@U1>",), url=""))
    assert "<" not in text


def test_a_chat_message_is_bounded_and_a_repeat_says_so() -> None:
    parts = tuple(message(snippets=("word " * 50,)) for _ in range(50))
    assert len(as_mrkdwn(message(reason="digest", parts=parts))) <= MAX_CHARS + 2
    assert "may be a repeat" in as_mrkdwn(message(may_repeat=True))
    assert "may be a repeat" not in as_mrkdwn(message())


ANSWERS = {200: None, 429: Unreachable, 503: Unreachable, 403: Refused, 404: Gone}


@pytest.mark.parametrize(("status", "error"), ANSWERS.items())
def test_what_the_room_answers_decides(status: int, error: type[Exception] | None) -> None:
    with open_desk() as desk:
        desk.status = status
        channel = SlackChannel(
            name="chat", url=f"http://127.0.0.1:{desk.server_port}/T/secret", post=http_poster()
        )
        if error is None:
            channel.send(message())
        else:
            with pytest.raises(error) as caught:
                channel.send(message())
            assert "secret" not in str(caught.value)  # the error is kept and shown
        ((_, headers, body),) = desk.got
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {"text": as_mrkdwn(message())}


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="no http or https address"):
        SlackChannel(name="chat", url="hooks.example/x", post=http_poster())


# ── Apprise ─────────────────────────────────────────────────────────────────────────────────────


def test_without_apprise_its_channel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    with pytest.raises(BadInput, match="pip install apprise"):
        AppriseChannel(name="phone", url="json://127.0.0.1")


@pytest.mark.parametrize("status", [200, 500])
def test_apprise_s_own_answer_decides(status: int) -> None:
    """Airflow's hook for Apprise throws the answer away: a failed send is a green task there."""
    pytest.importorskip("apprise", minversion="2.2")
    with open_desk() as desk:
        desk.status = status
        channel = AppriseChannel(name="phone", url=f"json://127.0.0.1:{desk.server_port}/")
        if status == 200:
            channel.send(message())
        else:
            with pytest.raises(Unreachable):
                channel.send(message())
        assert "Raid on Vesk" in json.loads(desk.got[0][2])["title"]


def test_an_address_that_apprise_does_not_know_is_refused() -> None:
    pytest.importorskip("apprise", minversion="2.2")
    with pytest.raises(BadInput, match="no service"):
        AppriseChannel(name="phone", url="nowhere://x")
