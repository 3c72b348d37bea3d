"""The A2A implementations that the bridge is tested with: their agents, their own clients, what they serve."""

import re
from dataclasses import dataclass

import script

ALL_SKILLS = frozenset(skill.id for skill in script.SKILLS) | {"reply", "list", "push", "token"}
"""The skills of the script, and to take a reply to the question of `ask`, list tasks, tell a webhook, want a token."""


@dataclass(frozen=True)
class Interface:
    """One binding of an agent, with a card of its own."""

    binding: str
    version: str
    """Of A2A, in this interface."""
    path: str = ""
    """Of the card, below the agent's URL."""
    sdk_binding: str = ""
    """What the implementation's own client calls the binding."""
    streams: bool = True
    unable: frozenset[str] = frozenset()
    """Skills that get lost in the implementation's own server."""
    unable_at_once: frozenset[str] = frozenset()
    """Those that do so only when the answer is not streamed."""
    own_client_streams: bool = False
    """The own client is only of use with a stream, even where the bridge goes without."""

    @property
    def name(self) -> str:
        """In small letters, digits and underscores."""
        return re.sub(r"[^a-z0-9]+", "_", f"{self.binding} {self.version}".lower()).strip("_")

    def url(self, agent: str) -> str:
        """Where the card is looked for, at the agent of that URL."""
        return f"{agent}/{self.path}" if self.path else agent

    @property
    def ways(self) -> tuple[bool, ...]:
        """With a stream and without, as far as there is a choice."""
        return (True, False) if self.streams else (False,)


@dataclass(frozen=True)
class Implementation:
    """A package that agents are written on."""

    package: str
    version: str
    agent: str
    """The script of its test agent."""
    client: str
    """The script that calls agents with the package's own client."""
    interfaces: tuple[Interface, ...]
    skills: frozenset[str] = ALL_SKILLS
    only_tool: str | None = None
    """A skill of the card, where that knows none of the script's."""
    by_word: bool = False
    """The agent does what the first word of a message says, as nothing else tells it the skill."""
    environment: str | None = None
    """The Python that it runs in, if not one of its own."""
    guide: str | None = None
    """What the agent was written after, where that is no package."""

    @property
    def title(self) -> str:
        return self.guide or self.package

    @property
    def id(self) -> str:
        return f"{self.package}-{self.version}"

    @property
    def venv(self) -> str:
        return self.environment or self.id


def a2a_sdk_1(version: str, *paths: tuple[str, str]) -> Implementation:
    """One that serves these versions of A2A, each with what its paths begin with, on every binding."""
    interfaces = tuple(
        Interface(
            binding, a2a, path + binding_path, sdk_binding, unable=frozenset({"list"} if a2a == "0.3" else ())
        )
        for a2a, path in paths
        for binding, binding_path, sdk_binding in (
            ("JSON-RPC", "jsonrpc", "JSONRPC"),
            ("REST", "rest", "HTTP+JSON"),
            ("gRPC", "grpc", "GRPC"),
        )
    )
    return Implementation("a2a-sdk", version, "agent_v1.py", "a2a_v1.py", interfaces)


A2A_SDK_0_2 = Implementation(
    "a2a-sdk",
    "0.2.16",
    "agent_v03.py",
    "a2a_v02.py",
    (
        # Its server is deaf to `blocking: false`, so a task that is not streamed is unknown until it ends.
        Interface("JSON-RPC", "0.2", "jsonrpc", "JSONRPC", unable_at_once=frozenset({"forever"})),
        # Its server names two states UNSPECIFIED, and finds no task whose id has a hyphen in it; its client
        # takes every message that is not streamed for a task.
        Interface(
            "gRPC",
            "0.2",
            "grpc",
            "GRPC",
            unable=frozenset({"signin", "reject", "forever"}),
            own_client_streams=True,
        ),
    ),
    # It never answers before the end, so there is nothing to tell a webhook.
    ALL_SKILLS - {"list", "push"},
)
A2A_SDK_0_3 = Implementation(
    "a2a-sdk",
    "0.3.26",
    "agent_v03.py",
    "a2a_v03.py",
    (
        Interface("JSON-RPC", "0.3", "jsonrpc", "JSONRPC"),
        Interface("REST", "0.3", "rest", "HTTP+JSON"),
        Interface("gRPC", "0.3", "grpc", "GRPC"),
    ),
    ALL_SKILLS - {"list"},
)
A2A_SDK_1_0 = a2a_sdk_1("1.0.3", ("1.0", ""))
A2A_SDK_1_3 = a2a_sdk_1("1.3.0", ("1.0", ""), ("0.3", "v03-"))

FASTA2A_2 = Implementation(
    "fasta2a",
    "2.1.1",
    "agent_fasta2a.py",
    "fasta2a_v2.py",
    (Interface("JSON-RPC", "1.0"),),
    # A reply to a question begins a new task.
    frozenset({"echo", "inspect", "slow", "artifacts", "chunks", "ask", "fail", "reject", "forever"}),
)
GOOGLE_ADK_2 = Implementation(
    "google-adk",
    "2.13.0",
    "agent_adk.py",
    "a2a_v1.py",
    (Interface("JSON-RPC", "1.0", sdk_binding="JSONRPC"),),
    # A reply to a question must be the response of a function, in a shape of its own.
    frozenset({"echo", "slow", "artifacts", "chunks", "ask", "fail", "forever"}),
    only_tool="weather",
    by_word=True,
)
PYTHON_A2A = Implementation(
    "python-a2a",
    "0.5.10",
    "agent_python_a2a.py",
    "python_a2a_client.py",
    # Its client takes no streams of tasks, and its own streams are of one event.
    (Interface("JSON-RPC", "0.1", streams=False),),
    frozenset({"echo", "slow", "ask", "reply", "fail"}),
    by_word=True,
)
PRACTICAL_GUIDE = Implementation(
    "practical-guide",
    "2026-03",
    "agent_guide.py",
    "guides.py",
    (
        Interface("JSON-RPC", "a2a.*", "jsonrpc", "jsonrpc"),
        Interface("REST", "/messages", "rest", "rest"),
    ),
    frozenset({"echo", "slow", "artifacts", "ask", "reply", "fail", "forever", "list"}),
    by_word=True,
    environment=A2A_SDK_0_3.id,
    guide="“Building A2A Agents: A Practical Guide”",
)
ZERO_TO_PRODUCTION = Implementation(
    "zero-to-production",
    "2025-12",
    "agent_objective.py",
    "guides.py",
    # There is no streaming in it.
    (Interface("REST", "a2a/0.1", sdk_binding="objective", streams=False),),
    frozenset({"echo", "slow", "fail"}),
    only_tool="web_research",
    by_word=True,
    environment=A2A_SDK_0_3.id,
    guide="“Agent-to-Agent (A2A): Zero-to-Production”",
)

IMPLEMENTATIONS = (
    A2A_SDK_1_3,
    A2A_SDK_1_0,
    A2A_SDK_0_3,
    A2A_SDK_0_2,
    FASTA2A_2,
    GOOGLE_ADK_2,
    PYTHON_A2A,
    PRACTICAL_GUIDE,
    ZERO_TO_PRODUCTION,
)
