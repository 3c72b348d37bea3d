"""The user signs in at the identity provider: with a browser, and on another device."""

import re
import stat
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
import registry
import script

from identity import Command, ask, files_below, leaks, visit
from peers import Host, write_config
from validate import JSONObject
from world import World

URL = r"(https?://\S+/authorize\?\S+)"
DEVICE_URL = r"(https?://\S+/device\S*)"
USER_CODE = r"\b([A-Z]{4}-[A-Z]{4})\b"
AUTH_FAILED = 4
PROCESSES = 3


class Desk:
    """A user's machine: a configuration and a state folder."""

    def __init__(self, world: World, folder: Path, **settings: object) -> None:
        self.world = world
        self.folder = folder
        self.written: list[Command] = []
        auth: JSONObject = {
            "type": "authorizationCode",
            "issuer": world.provider.realm(registry.PLAIN),
            "clientId": registry.DESKTOP.id,
            "scopes": ["ask"],
            **settings,
        }
        self.agents = [world.agent("v1", "oauth", "weather", auth=auth)]
        write_config(folder, self.agents)

    def start(self, *arguments: str) -> Command:
        self.written.append(Command(self.folder, *arguments))
        return self.written[-1]

    def run(self, *arguments: str) -> tuple[int, Command]:
        command = self.start(*arguments)
        return command.end(), command

    def call(self) -> tuple[int, Command]:
        return self.run("call", "weather_echo", "--text", "hello")

    def sign_in(self) -> None:
        login = self.start("login", "weather", "--no-browser")
        assert visit(login.wait_for_match(URL)).status == 200
        assert login.end() == 0, login.everything

    def assert_called(self) -> None:
        status, command = self.call()
        assert status == 0, command.everything
        assert f"{script.ECHO_PREFIX}hello" in command.output

    def assert_must_sign_in(self) -> None:
        status, command = self.call()
        assert status == AUTH_FAILED, command.everything
        assert "a2a-bridge login weather" in command.everything
        assert "has not acted" in command.everything

    def token_files(self) -> list[Path]:
        return [path for path in (self.folder / "state/tokens").glob("*.json") if path.is_file()]

    def assert_kept_secret(self) -> None:
        """That no token and no code is in anything but the file of tokens."""
        texts = {f"run {number}": command.everything for number, command in enumerate(self.written)}
        texts |= files_below(self.folder / "state", but=("tokens",))
        assert leaks(self.world.provider.secrets(), texts) == []


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(world, tmp_path)
    yield desk
    desk.assert_kept_secret()


def test_a_call_before_the_sign_in_says_how_to(desk: Desk) -> None:
    before = desk.world.provider.events()
    desk.assert_must_sign_in()
    assert desk.world.provider.told("token", before) == []
    # A host is told, too, and sees the tools all the same.
    with Host(desk.agents, desk.folder) as host:
        assert "weather_echo" in host.tool_names()
        answer = host.call("weather_echo", message="hello")
        assert answer.is_error
        assert "a2a-bridge login weather" in answer.text


def test_with_a_browser(desk: Desk) -> None:
    provider, before = desk.world.provider, desk.world.provider.events()
    desk.sign_in()
    (asked,) = provider.told("authorize", before)
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert len(asked["code_challenge"]) == 43
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\S*", asked["redirect_uri"])
    assert asked["scope"] == "ask"
    (exchanged,) = provider.told("token", before)
    assert (exchanged["grant_type"], exchanged["method"]) == (registry.CODE, "none")

    (file,) = desk.token_files()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    desk.assert_called()
    with Host(desk.agents, desk.folder) as host:
        assert not host.call("weather_echo", message="hello").is_error


def test_at_another_kind_of_issuer(world: World, tmp_path: Path) -> None:
    desk = Desk(world, tmp_path, issuer=world.provider.realm(registry.CONNECT))
    desk.sign_in()
    desk.assert_called()


def test_a_user_who_does_not_allow_it(desk: Desk) -> None:
    before = desk.world.provider.events()
    login = desk.start("login", "weather", "--no-browser")
    visit(login.wait_for_match(URL), "deny")
    assert login.end() == AUTH_FAILED
    assert "access_denied" in login.words
    assert desk.world.provider.told("token", before) == []
    assert desk.token_files() == []


def test_an_answer_in_the_name_of_another_provider(world: World, tmp_path: Path) -> None:
    desk = Desk(world, tmp_path, issuer=world.provider.realm(registry.MIXED))
    before = world.provider.events()
    login = desk.start("login", "weather", "--no-browser")
    visit(login.wait_for_match(URL))
    assert login.end() == AUTH_FAILED
    assert "another" in login.words
    assert world.provider.told("token", before) == []
    desk.assert_kept_secret()


@pytest.mark.parametrize("change", [{"state": "forged"}, {"state": None}], ids=["forged", "missing"])
def test_an_answer_to_another_question(desk: Desk, change: JSONObject) -> None:
    before = desk.world.provider.events()
    login = desk.start("login", "weather", "--no-browser")
    question = login.wait_for_match(URL)
    page = ask(question, {"decision": "allow"})
    assert page.location is not None
    place, _, query = page.location.partition("?")
    members = {**dict(urllib.parse.parse_qsl(query)), **change}
    forged = urllib.parse.urlencode({name: value for name, value in members.items() if value is not None})
    assert ask(f"{place}?{forged}").status == 400
    assert desk.world.provider.told("token", before) == []
    # Whoever made it up has ended nothing.
    assert ask(page.location).status == 200
    assert login.end() == 0, login.everything
    desk.assert_called()


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_on_another_device(world: World, tmp_path: Path, decision: str) -> None:
    desk = Desk(world, tmp_path, type="deviceCode")
    before = world.provider.events()
    login = desk.start("login", "weather", "--no-browser")
    url = login.wait_for_match(DEVICE_URL)
    code = login.wait_for_match(USER_CODE)
    # The bridge asks once in vain before the user is there.
    world.provider.wait_for("token", before)
    assert visit(f"{url.partition('?')[0]}?user_code={code}", decision).status == 200
    status = login.end()
    (asked,) = world.provider.told("device", before)
    assert (asked["client"], asked["scope"]) == (registry.DESKTOP.id, "ask")
    errors = [polled.get("error") for polled in world.provider.told("token", before)]
    assert set(errors[:-1]) == {"authorization_pending"}
    if decision == "allow":
        assert status == 0, login.everything
        desk.assert_called()
    else:
        assert status == AUTH_FAILED
        assert "access_denied" in login.words
        desk.assert_must_sign_in()
    desk.assert_kept_secret()


def test_a_sign_out_forgets_the_token(desk: Desk) -> None:
    desk.sign_in()
    status, logout = desk.run("logout", "weather")
    assert status == 0, logout.everything
    assert desk.token_files() == []
    desk.assert_must_sign_in()


# A token that lives for a second, so that each start needs another.


@pytest.fixture
def fleeting(world: World, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(world, tmp_path, clientId=registry.FLEETING.id)
    desk.sign_in()
    time.sleep(registry.FLEETING.lifetime)
    yield desk
    desk.assert_kept_secret()


def test_each_start_goes_on_with_the_newest_refresh_token(fleeting: Desk) -> None:
    provider, before = fleeting.world.provider, fleeting.world.provider.events()
    for _ in range(2):
        fleeting.assert_called()
        time.sleep(registry.FLEETING.lifetime)
    grants = {asked["grant_type"] for asked in provider.told("token", before)}
    assert grants == {registry.REFRESH}
    assert provider.told("replayed", before) == []


def test_processes_share_a_refresh_token(fleeting: Desk) -> None:
    provider, before = fleeting.world.provider, fleeting.world.provider.events()
    calls = [fleeting.start("call", "weather_echo", "--text", "hello") for _ in range(PROCESSES)]
    for call in calls:
        assert call.end() == 0, call.everything
    assert provider.told("replayed", before) == []
    assert {asked["status"] for asked in provider.told("token", before)} == {200}
    time.sleep(registry.FLEETING.lifetime)
    fleeting.assert_called()


def test_a_refresh_token_that_is_void_ends_in_a_sign_in(fleeting: Desk) -> None:
    fleeting.world.provider.revoke(registry.FLEETING, refresh_tokens=True)
    fleeting.assert_must_sign_in()
    fleeting.sign_in()
    fleeting.assert_called()


def test_a_file_that_others_can_read_is_not_used(desk: Desk) -> None:
    desk.sign_in()
    (file,) = desk.token_files()
    file.chmod(0o644)
    status, call = desk.call()
    assert status != 0
    assert str(file) in call.everything
    assert "has not acted" in call.everything
