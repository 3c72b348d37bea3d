"""Agents that want to know who calls, on both A2A SDKs, and the identity provider that they trust."""

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import guards
import pytest
import registry
import script

from identity import files_below, finding, findings, leaks, run
from peers import CLIENTS, Answer, Client, Host, write_config
from validate import problems
from world import CANARIES, SDKS, World

STATIC = ("bearer", "basic", "header", "query", "cookie", "tenant", "hidden", "extended")
"""The guards that want something that stays the same."""
CONCURRENT_CALLS = 12

both_sdks = pytest.mark.parametrize("sdk", SDKS)

Start = Callable[..., Host]


@pytest.fixture(scope="module")
def folders(world: World) -> Iterator[Path]:
    """One for each host, below that of the world."""
    return (world.folder / f"host-{number}" for number in itertools.count())


@pytest.fixture
def start(folders: Iterator[Path]) -> Iterator[Start]:
    """Starts a host whose bridge has these agents; it ends with the test."""
    with contextlib.ExitStack() as stack:
        yield lambda *agents: stack.enter_context(Host(agents, next(folders)))


@pytest.fixture(scope="module")
def host(world: World, folders: Iterator[Path]) -> Iterator[Host]:
    """One with every agent that wants something that stays the same."""
    named = [(sdk, guard) for sdk in SDKS for guard in (*STATIC, "elsewhere")]
    agents = [world.agent(sdk, guard, **world.static[guard]) for sdk, guard in named]
    with Host(agents, next(folders)) as host:
        yield host


def assert_echoed(answer: Answer) -> None:
    assert not answer.is_error, answer.text
    assert answer.body == f"{script.ECHO_PREFIX}hello"


def assert_refused(answer: Answer, *words: str) -> None:
    """That the call failed, that the agent did nothing, and that it is said why and what to do."""
    assert answer.is_error
    for word in words:
        assert word in answer.text, answer.text


# What stays the same.


@both_sdks
@pytest.mark.parametrize("guard", STATIC)
def test_a_credential_comes_as_the_agent_wants_it(world: World, host: Host, sdk: str, guard: str) -> None:
    agent = world.agents[sdk]
    before = agent.served.events()
    assert_echoed(host.call(f"{sdk}_{guard}_echo", message="hello"))
    assert agent.executed(before) == 1
    assert not any(refused.startswith(f"{guard} ") for refused in agent.told("refused", before))


@both_sdks
@pytest.mark.parametrize("guard", ["query", "basic"])
def test_it_comes_with_streams_too(host: Host, sdk: str, guard: str) -> None:
    answer = host.call(f"{sdk}_{guard}_slow", message="hello")
    assert not answer.is_error, answer.text
    assert answer.body == script.SLOW_ANSWER


@both_sdks
def test_a_card_is_asked_for_without_a_credential_first(world: World, start: Start, sdk: str) -> None:
    agent = world.agents[sdk]
    before = agent.served.events()
    named = ("bearer", "query", "tenant", "hidden")
    fresh = start(*(world.agent(sdk, guard, **world.static[guard]) for guard in named))
    assert {f"{sdk}_{guard}_echo" for guard in named} <= fresh.tool_names()
    passed, refused = agent.told("passed", before), agent.told("refused", before)
    assert {"bearer card without", "query card without", "tenant card without"} <= set(passed)
    assert not {"bearer card with", "query card with", "tenant card with"} & set(passed)
    assert refused == ["hidden 401 without"]
    assert passed.count("hidden card with") == 1


@both_sdks
def test_the_extended_card_has_a_skill_more(host: Host, sdk: str) -> None:
    assert f"{sdk}_extended_{guards.SECRET_SKILL}" in host.tool_names()
    answer = host.call(f"{sdk}_extended_{guards.SECRET_SKILL}", message="open it")
    assert answer.body == guards.VAULT_ANSWER, answer.text


MISSING: dict[str, tuple[str, ...]] = {
    "bearer": ("bearer",),
    "basic": ("basic",),
    "header": ("X-Agent-Key", "header"),
    "query": ("agent-key", "query"),
    "cookie": ("session", "cookie"),
    "oauth": ("oauth",),
}
"""What is said of a card whose credential is not configured."""


@both_sdks
def test_what_is_missing_is_said_by_name(world: World, start: Start, sdk: str) -> None:
    agent = world.agents[sdk]
    bare = [world.agent(sdk, guard) for guard in MISSING]
    poor = start(*bare)
    before = agent.served.events()
    for guard, words in MISSING.items():
        answer = poor.call(f"{sdk}_{guard}_echo", message="hello")
        assert_refused(answer, f"{sdk}_{guard}", "has not acted", '"auth"', *words)
    assert agent.executed(before) == 0

    found = findings(world.folder / "poor", write_config(world.folder / "poor", bare))
    for guard, words in MISSING.items():
        said = finding(found, f"{sdk}_{guard}")
        for word in words:
            assert word in said, said


def test_another_kind_than_the_card_wants_is_said(world: World, start: Start) -> None:
    wrong_place = world.agent(
        "v1", "header", auth={"type": "apiKey", "header": "X-Api-Key", "key": guards.KEY}
    )
    config = write_config(world.folder / "odd", [wrong_place])
    said = finding(findings(world.folder / "odd", config), "v1_header")
    assert "X-Agent-Key" in said and "X-Api-Key" in said
    assert_refused(start(wrong_place).call("v1_header_echo", message="hello"), "X-Agent-Key", "has not acted")


@both_sdks
def test_a_wrong_credential_is_tried_twice_at_the_most(world: World, start: Start, sdk: str) -> None:
    agent = world.agents[sdk]
    wrong = start(world.agent(sdk, "bearer", auth={"type": "bearer", "token": "wrong-canary-9a77"}))
    assert f"{sdk}_bearer_echo" in wrong.tool_names()
    before = agent.served.events()
    answer = wrong.call(f"{sdk}_bearer_echo", message="hello")
    assert_refused(answer, "bearer", "has not acted", "a2a-bridge check")
    assert "wrong-canary-9a77" not in answer.text
    assert agent.executed(before) == 0
    assert 1 <= len(agent.told("refused", before)) <= 2


# Tokens of the provider.


WAYS = [
    (registry.BASIC, {}),
    (registry.POST, {}),
    (registry.ELLIPTIC, {}),
    (registry.RSA, {}),
    (registry.BASIC, {"issuer": registry.PLAIN}),
    (registry.RSA, {"issuer": registry.CONNECT}),
]


@pytest.mark.parametrize(
    ("client", "more"), WAYS, ids=[f"{c.id}-{m.get('issuer', 'url')}".replace(" ", "-") for c, m in WAYS]
)
@both_sdks
def test_a_token_is_got_once_however_many_want_it(
    world: World, start: Start, sdk: str, client: registry.Registered, more: dict[str, str]
) -> None:
    provider, agent = world.provider, world.agents[sdk]
    more = {name: provider.realm(realm) for name, realm in more.items()}
    caller = start(world.agent(sdk, "oauth", auth=world.credentials(client, **more)))
    at_provider, at_agent = provider.events(), agent.served.events()
    calls = [caller.start_call(f"{sdk}_oauth_echo", message="hello") for _ in range(CONCURRENT_CALLS)]
    for call in calls:
        assert_echoed(caller.answer(call))
    (asked,) = provider.told("token", at_provider)
    assert asked["client"] == client.id if client.method != "private_key_jwt" else "assertion" in asked
    assert asked["method"] == client.method
    assert asked["scope"] == "ask"
    assert asked["status"] == 200
    if client.method == "private_key_jwt":
        algorithm = "ES256" if client is registry.ELLIPTIC else "RS256"
        assert (asked["assertion"]["alg"], asked["assertion"]["kid"]) == (algorithm, client.id)
    assert agent.executed(at_agent) == CONCURRENT_CALLS
    assert not agent.told("refused", at_agent)


def test_audience_resource_and_what_else_a_server_wants(world: World, start: Start) -> None:
    before = world.provider.events()
    for name, more in {
        "v1_audience": {"audience": guards.AUDIENCE},
        "v1_resource": {"resource": guards.AUDIENCE, "parameters": {"x-tenant": "acme"}},
    }.items():
        agent = world.agent("v1", "audience", name, auth=world.credentials(registry.POST, **more))
        assert_echoed(start(agent).call(f"{name}_echo", message="hello"))
    first, second = world.provider.told("token", before)
    assert (first["audience"], "resource" in first) == (guards.AUDIENCE, False)
    assert (second["resource"], second["x-tenant"], "audience" in second) == (guards.AUDIENCE, "acme", False)


def test_a_token_for_others_is_not_taken(world: World, start: Start) -> None:
    agent = world.agent("v1", "audience", auth=world.credentials(registry.POST))
    before = world.provider.events()
    assert_refused(start(agent).call("v1_audience_echo", message="hello"), "oauth", "has not acted")
    assert len(world.provider.told("token", before)) == 2, "one, and another for the agent's refusal"


def test_a_provider_that_refuses_is_not_asked_again_at_once(world: World, start: Start) -> None:
    wrong = {**world.credentials(registry.POST), "clientSecret": "wrong-secret-canary-3c19"}
    caller = start(world.agent("v1", "oauth", auth=wrong))
    assert "v1_oauth_echo" in caller.tool_names()
    before, at_agent = world.provider.events(), world.agents["v1"].served.events()
    for _ in range(2):
        answer = caller.call("v1_oauth_echo", message="hello")
        assert_refused(answer, world.provider.url, "invalid_client", "has not acted")
        assert "wrong-secret-canary-3c19" not in answer.text
    assert len(world.provider.told("token", before)) == 1
    assert world.agents["v1"].executed(at_agent) == 0


@both_sdks
def test_a_scope_that_is_missing_is_named(world: World, start: Start, sdk: str) -> None:
    caller = start(world.agent(sdk, "admin", auth=world.credentials(registry.POST)))
    before = world.provider.events()
    answer = caller.call(f"{sdk}_admin_echo", message="hello")
    assert_refused(answer, f'"{guards.ADMIN_SCOPE}"', '"auth"', "has not acted")
    assert len(world.provider.told("token", before)) == 1


@both_sdks
def test_scopes_of_a_skill_are_asked_for_if_that_is_allowed(world: World, start: Start, sdk: str) -> None:
    plain = world.agent(sdk, "oauth", f"{sdk}_plain", auth=world.credentials(registry.POST))
    skilled = world.agent(
        sdk, "oauth", f"{sdk}_skilled", auth=world.credentials(registry.POST, skillScopes=True)
    )
    caller = start(plain, skilled)
    before = world.provider.events()
    for name in ("plain", "skilled"):
        failed = caller.call(f"{sdk}_{name}_{guards.WRITING_SKILL}", message="hello")
        assert script.FAILURE in failed.text
    scopes = [asked["scope"] for asked in world.provider.told("token", before)]
    assert [set(scope.split()) for scope in scopes] == [{"ask"}, {"ask", guards.WRITING_SCOPE}]


@both_sdks
def test_a_revoked_token_is_renewed_and_the_message_acted_on_once(
    world: World, start: Start, sdk: str
) -> None:
    provider, agent = world.provider, world.agents[sdk]
    caller = start(world.agent(sdk, "oauth", auth=world.credentials(registry.BASIC)))
    assert_echoed(caller.call(f"{sdk}_oauth_echo", message="hello"))

    provider.revoke(registry.BASIC)
    at_provider, at_agent = provider.events(), agent.served.events()
    assert_echoed(caller.call(f"{sdk}_oauth_echo", message="hello"))
    assert agent.executed(at_agent) == 1
    assert agent.told("refused", at_agent) == ["oauth 401 with"]
    assert len(provider.told("token", at_provider)) == 1


@both_sdks
def test_a_revoked_token_is_renewed_once_for_all_who_have_it(world: World, start: Start, sdk: str) -> None:
    provider, agent = world.provider, world.agents[sdk]
    caller = start(world.agent(sdk, "oauth", auth=world.credentials(registry.BASIC)))
    assert_echoed(caller.call(f"{sdk}_oauth_echo", message="hello"))

    provider.revoke(registry.BASIC)
    at_provider, at_agent = provider.events(), agent.served.events()
    calls = [caller.start_call(f"{sdk}_oauth_echo", message="hello") for _ in range(CONCURRENT_CALLS)]
    for call in calls:
        assert_echoed(caller.answer(call))
    assert agent.executed(at_agent) == CONCURRENT_CALLS
    assert len(provider.told("token", at_provider)) == 1


def test_a_stream_with_a_revoked_token_begins_again(world: World, start: Start) -> None:
    provider, agent = world.provider, world.agents["v1"]
    caller = start(world.agent("v1", "oauth", auth=world.credentials(registry.BASIC)))
    assert_echoed(caller.call("v1_oauth_echo", message="hello"))
    provider.revoke(registry.BASIC)
    before = agent.served.events()
    answer = caller.call("v1_oauth_slow", message="hello")
    assert (answer.is_error, answer.body) == (False, script.SLOW_ANSWER)
    assert agent.executed(before) == 1


@both_sdks
def test_grpc_with_a_revoked_token(world: World, start: Start, sdk: str) -> None:
    provider, agent = world.provider, world.agents[sdk]
    caller = start(world.grpc_agent(sdk, auth=world.credentials(registry.BASIC)))
    for _ in range(2):
        at_provider, at_agent = provider.events(), agent.served.events()
        assert_echoed(caller.call(f"{sdk}_grpc_echo", message="hello"))
        assert agent.executed(at_agent) == 1
        assert len(provider.told("token", at_provider)) == 1
        provider.revoke(registry.BASIC)
    assert agent.told("refused", at_agent) == ["grpc with"]


def test_a_token_is_renewed_before_it_ends(world: World, start: Start) -> None:
    agent = world.agents["v1"]
    caller = start(world.agent("v1", "oauth", auth=world.credentials(registry.SHORT)))
    before, at_provider = agent.served.events(), world.provider.events()
    for _ in range(2):
        assert_echoed(caller.call("v1_oauth_echo", message="hello"))
        time.sleep(registry.SHORT.lifetime)
    assert len(world.provider.told("token", at_provider)) == 2
    assert not agent.told("refused", before)


def test_metadata_in_the_name_of_another_is_not_believed(world: World, start: Start) -> None:
    impostor = world.provider.realm(registry.IMPOSTOR)
    agent = world.agent("v1", "oauth", auth=world.credentials(registry.POST, issuer=impostor))
    before, at_agent = world.provider.events(), world.agents["v1"].served.events()
    answer = start(agent).call("v1_oauth_echo", message="hello")
    assert_refused(answer, "issuer", impostor, "has not acted")
    assert world.provider.told("token", before) == []
    assert world.agents["v1"].executed(at_agent) == 0


# Nobody else.


@both_sdks
def test_an_interface_at_another_place_is_left_alone(world: World, host: Host, sdk: str) -> None:
    """As is the token URL of the cards, which is there, too."""
    assert_echoed(host.call(f"{sdk}_elsewhere_echo", message="hello"))
    assert world.bystander.heard == []


def test_a_client_of_the_package_works_too(world: World, tmp_path: Path) -> None:
    settings = [
        world.agent("v1", "hidden", **world.static["hidden"]),
        world.agent("v03", "oauth", auth=world.credentials(registry.RSA)),
    ]
    client = Client(CLIENTS["mcp-2.3.0-auto"], settings, tmp_path)
    for tool in ("v1_hidden_echo", "v03_oauth_echo"):
        assert_echoed(client.call(tool, message="hello"))
    recording = client.close()
    assert problems(recording) == []
    texts = {"the recording": (tmp_path / "recording.jsonl").read_text(), **files_below(tmp_path / "state")}
    assert leaks([*CANARIES, *world.provider.secrets()], texts) == []


def test_no_secret_is_found_in_anything_that_was_written(world: World, host: Host) -> None:
    """The last one: looks through what all the tests above have left behind."""
    secrets = [*CANARIES, *world.provider.secrets(), "wrong-canary-9a77", "wrong-secret-canary-3c19"]
    folder = world.folder / "everything"
    everything = [
        world.agent(sdk, guard, log, **world.static[guard])
        for sdk in SDKS
        for guard, log in zip(STATIC, STATIC, strict=True)
    ]
    write_config(folder, [{**agent, "name": f"a{n}"} for n, agent in enumerate(everything)])
    texts = written(folder, ("check", "--json"), ("check",), ("card",), ("config", "show"), ("tools",))
    texts |= {
        f"call {guard} {level}": run(
            folder, "call", f"a{n}_echo", "--text", "hello", "--log-level", level
        ).everything
        for level in ("trace",)
        for n, guard in enumerate(STATIC)
    }
    for started in world.folder.glob("host-*"):
        texts |= files_below(started, but=("bridge.json",))
    texts["the host's lines"] = "".join(host.lines.kept)
    texts |= files_below(folder / "state")
    assert len(texts) > 20
    assert leaks(secrets, texts) == []
    assert leaks([guards.COOKIE], {"the configuration": (folder / "bridge.json").read_text()})


def written(folder: Path, *commands: Sequence[str]) -> dict[str, str]:
    return {" ".join(command): run(folder, *command).everything for command in commands}
