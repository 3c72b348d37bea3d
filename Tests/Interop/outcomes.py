"""What an agent's own SDK makes of an answer, and whether the bridge tells the same."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from peers import Answer
from validate import JSONObject

SHOWN_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
ENDED_BADLY = ("failed", "rejected", "canceled")
NOTES = {
    "input-required": "The agent waits for an answer.",
    "auth-required": "The agent waits for a sign-in.",
}


@dataclass(frozen=True)
class Outcome:
    """As the scripts in `sdk_clients` report it."""

    state: str | None
    words: list[JSONObject]
    artifacts: list[JSONObject]
    task_id: str | None
    context_id: str | None
    failure: str | None

    @property
    def ending(self) -> str:
        """The state; an answer by a message is complete."""
        return self.state or "completed"


class Reading:
    """A text as it is read from the front to the end."""

    def __init__(self, text: str) -> None:
        self.rest = text
        self.whole = text

    def skip(self, *separators: str) -> None:
        """Skips the first of these that comes next; nothing at the very start."""
        if self.rest != self.whole:
            found = next((s for s in separators if self.rest.startswith(s)), None)
            assert found is not None, f"not apart: {self.rest[:200]!r}"
            self.rest = self.rest.removeprefix(found)

    def expect(self, text: str) -> None:
        assert self.rest.startswith(text), f"{text[:200]!r} is not what comes: {self.rest[:200]!r}"
        self.rest = self.rest.removeprefix(text)

    def expect_json(self, value: object) -> None:
        found, end = json.JSONDecoder().raw_decode(self.rest)
        assert found == value
        self.rest = self.rest[end:]


def assert_same(answer: Answer, own: Outcome) -> None:
    """That the bridge's answer tells what the own client got: state, texts, data and files, and nothing else."""
    assert own.failure is None, own.failure
    assert answer.failure is None
    assert answer.trailer["state"] == own.ending, answer.text
    assert answer.is_error == (own.ending in ENDED_BADLY)
    assert ("task" in answer.trailer) == (own.task_id is not None)
    assert ("context" in answer.trailer) == (own.context_id is not None)

    body = Reading(answer.body)
    for opening in openings(own):
        body.expect(opening)
    words = [] if own.ending == "completed" and own.artifacts else [{"parts": own.words}]
    for artifact in words + own.artifacts:
        read_parts(body, artifact["parts"])
    if own.ending in NOTES:
        body.skip("\n\n")
        body.expect(NOTES[own.ending])
    else:
        assert body.rest == ""
    assert [image["mimeType"] for image in answer.content if image["type"] == "image"] == [
        part["media_type"] for part in parts_of(own) if is_shown(part)
    ]


def openings(own: Outcome) -> Iterator[str]:
    """What the bridge says before the agent's words."""
    if own.ending in ENDED_BADLY:
        yield f"The agent ended the task as {own.ending}."
    elif own.ending in NOTES and own.words:
        yield "The agent asks:"


def parts_of(own: Outcome) -> Iterator[JSONObject]:
    yield from own.words
    for artifact in own.artifacts:
        yield from artifact["parts"]


def read_parts(body: Reading, parts: list[JSONObject]) -> None:
    follows_text = False
    for part in parts:
        match part:
            case {"text": text}:
                # Whether two texts are chunks of one, a snapshot of the task does not say.
                body.skip("\n\n") if not follows_text else body.skip("\n" if body.rest[:1] == "\n" else "")
                body.expect(text)
            case {"data": data}:
                body.skip("\n\n")
                body.expect_json(data)
            case _:
                body.skip("\n\n")
                body.expect(described(part))
        follows_text = "text" in part


def is_shown(part: JSONObject) -> bool:
    return "sha256" in part and part["media_type"] in SHOWN_IMAGES


def described(file: JSONObject) -> str:
    """A file as the bridge describes it."""
    media_type = f"({file['media_type']})" if file["media_type"] else None
    label = "".join(f" {word}" for word in (file["name"], media_type) if word)
    if "url" in file:
        return f"[file{label}: {file['url']}]"
    if is_shown(file):
        return f"[image{label}: {file['size']} bytes, attached]"
    return f"[file{label}: {file['size']} bytes, sha256 {file['sha256']}]"
