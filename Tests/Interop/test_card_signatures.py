"""Cards that the SDKs sign by themselves: believed by their keys, and not when something was done to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import script

from identity import ask, finding, findings, run
from implementations import A2A_SDK_0_3, A2A_SDK_1_3
from peers import Host, Served, write_config
from validate import JSONObject

SDKS = {"v1": (A2A_SDK_1_3, "agents/signing_v1.py"), "v03": (A2A_SDK_0_3, "agents/signing_v03.py")}

REQUIRED: dict[str, str | None] = {
    "es256": None,
    "rs256": None,
    "ps256": None,
    "eddsa": None,
    "rewritten": None,
    "altered": "signature",
    "unsigned": "sign",
    "stranger": "key",
}
"""What is said where a signature is required; nothing where it is right."""
TOLERATED = {"es256": True, "altered": False, "unsigned": True, "stranger": True}
"""Whether the card is used where only signatures that are there must be right."""


@dataclass(frozen=True)
class Signed:
    """An agent with signed cards, and a host that knows it in many ways."""

    served: Served
    folder: Path

    def agents(self, keys: str) -> list[JSONObject]:
        """Those that must have signed (`must`), the tolerated (`may`), and one that nobody looks at (`off`)."""
        url = self.served.url

        def agent(prefix: str, path: str, **card: object) -> JSONObject:
            return {
                "name": f"{prefix}_{path}",
                "url": f"{url}/{path}",
                "card": {"keys": [keys], **card},
                "tools": {"include": ["echo"]},
            }

        must = [agent("must", path, signature="require") for path in REQUIRED]
        may = [agent("may", path, signature="verify-if-present") for path in TOLERATED]
        return [*must, *may, agent("off", "altered", signature="off")]


@pytest.fixture(scope="module", params=SDKS)
def signed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    sdk, agent = SDKS[request.param]
    with Served(sdk.venv, agent) as served:
        yield Signed(served, tmp_path_factory.mktemp("signed"))


@pytest.fixture(scope="module", params=["file", "url"])
def host(request: pytest.FixtureRequest, signed: Signed) -> Iterator[Host]:
    keys = f"{signed.served.url}/keys.json"
    if request.param == "file":
        file = signed.folder / "keys.json"
        file.write_text(ask(keys).body)
        keys = str(file)
    with Host(signed.agents(keys), signed.folder / request.param) as host:
        yield host


def assert_usable(host: Host, agent: str) -> None:
    answer = host.call(f"{agent}_echo", message="hello")
    assert not answer.is_error, answer.text
    assert answer.body == f"{script.ECHO_PREFIX}hello"


@pytest.mark.parametrize("path", [path for path, words in REQUIRED.items() if words is None])
def test_a_card_that_is_as_it_was_signed(host: Host, path: str) -> None:
    assert_usable(host, f"must_{path}")


@pytest.mark.parametrize("path", [path for path, words in REQUIRED.items() if words is not None])
def test_a_card_that_nobody_known_has_signed(host: Host, path: str) -> None:
    names = host.tool_names()
    assert f"must_{path}_echo" not in names
    assert "must_es256_echo" in names


@pytest.mark.parametrize("path", TOLERATED)
def test_a_signature_that_is_there_must_be_right(host: Host, path: str) -> None:
    if TOLERATED[path]:
        assert_usable(host, f"may_{path}")
    else:
        assert f"may_{path}_echo" not in host.tool_names()


def test_signatures_can_be_left_alone(host: Host) -> None:
    assert_usable(host, "off_altered")


def test_the_outcome_is_shown(signed: Signed) -> None:
    folder = signed.folder / "shown"
    agents = signed.agents(f"{signed.served.url}/keys.json")
    write_config(folder, agents)
    found = findings(folder)
    for path, words in REQUIRED.items():
        said = finding(found, f"must_{path}", "error")
        assert (words in said) if words else (said == ""), (path, said)

    write_config(folder, [agents[0]])
    shown = run(folder, "card").output
    line = next(line for line in shown.splitlines() if "signature" in line.lower())
    assert "es256" in line
