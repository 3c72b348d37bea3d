"""What the test agents say, whatever SDK they are written on; the tests expect exactly these words."""

import base64
from dataclasses import dataclass
from typing import Any

JSONObject = dict[str, Any]

TEXT_ONLY = ("text/plain",)


@dataclass(frozen=True)
class Skill:
    id: str
    name: str
    description: str
    input_modes: tuple[str, ...] = TEXT_ONLY
    examples: tuple[str, ...] = ()


SKILLS = (
    Skill("echo", "Echo", "Answers at once with a message, no task."),
    Skill(
        "inspect",
        "Inspect",
        "Answers at once with what it received, as data.",
        ("text/plain", "application/json", "image/png"),
    ),
    Skill("slow", "Slow", "Works in three steps and tells each."),
    Skill("artifacts", "Artifacts", "Returns text, data, two files and a link."),
    Skill("chunks", "Chunks", "Returns one artifact in three appended chunks."),
    Skill("ask", "Ask", "Asks which city before it answers."),
    Skill("signin", "Sign in", "Wants a sign-in before it answers."),
    Skill("fail", "Fail", "Fails."),
    Skill("reject", "Reject", "Rejects the request."),
    Skill("forever", "Forever", "Works until it is canceled."),
    Skill("big", "Big", "Returns as many characters of text as the message says."),
)

ECHO_PREFIX = "echo: "

STEPS = ("reading the question", "looking it up", "writing the answer")
STEP_SECONDS = 0.3
SLOW_ANSWER = "Took my time."

REPORT_TEXT = "It will be cold."
REPORT_DATA = {"city": "Oslo", "days": ["mon", "tue"], "metric": True}
PNG_NAME = "pixel.png"
PNG_BASE64 = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PNG = base64.b64decode(PNG_BASE64)
CSV_NAME = "week.csv"
CSV = b"day,celsius\nmon,-3\ntue,-5\n"
LINK_NAME = "map.pdf"
LINK = "https://files.example.com/map.pdf"

CHUNKS = ("One, ", "two, ", "three.")

QUESTION = "Which city?"
SIGN_IN_URL = "https://login.example.com/device"
SIGN_IN = f"Please sign in at {SIGN_IN_URL} first."
SIGNED_IN = "You are signed in."

FAILURE = "The weather station burned down."
REJECTION = "I only answer questions about weather."

RUNNING = "still running"
STOPPED = "stopped as asked"


def forecast(city: str) -> str:
    """The answer to a reply to QUESTION."""
    return f"{city}: sunny."


def big_text(characters: int) -> str:
    """Text of exactly that many characters, no two lines of it alike."""
    lines = (f"{number:063d}\n" for number in range(characters // 64 + 1))
    return "".join(lines)[:characters]
