"""What the desk agent asks and says; the tests expect exactly these words.

A desk asks its visitors: by words, by a form, by a page to sign in at, several times in one task.
"""

import json

from script import SKILLS, JSONObject, Skill

KEPT = ("echo", "ask", "signin", "slow", "artifacts", "fail", "forever", "big")
"""The skills that it has in common with the other agents."""

DESK_SKILLS = (
    Skill(
        "book",
        "Book",
        "Books a room: asks for it by a form, then whether to book it.",
        examples=("A room in Oslo",),
    ),
    Skill(
        "survey",
        "Survey",
        "Asks as many questions as the message says.",
        examples=("2 rain", "3 snow", "2 sun"),
    ),
    Skill("tick", "Tick", "Tells that it works, again and again, until it is canceled."),
    *(skill for skill in SKILLS if skill.id in KEPT),
)

TICK_SECONDS = 0.2

ROOM_QUESTION = "Which room do you want?"
ROOM_SCHEMA: JSONObject = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "title": "City", "minLength": 2},
        "nights": {"type": "integer", "minimum": 1, "maximum": 30},
        "room": {"type": "string", "enum": ["single", "double"]},
        "breakfast": {"type": "boolean", "description": "With breakfast?"},
    },
    "required": ["city", "nights"],
}
ROOM: JSONObject = {"city": "Oslo", "nights": 3, "room": "double", "breakfast": True}
"""A faultless answer to the form."""


def confirmation(room: JSONObject) -> str:
    """The question after the form; members in any order, 3 and 3.0 alike."""
    return f"Shall I book {json.dumps(room, sort_keys=True)}?"


BOOKED = "It is booked."
NOT_BOOKED = "It is not booked."

SIGN_IN_PATH = "/signin/"


def sign_in(page: str) -> str:
    return f"Please sign in at {page} first."


def survey_question(number: int, topic: str) -> str:
    return f"Question {number} about {topic}?"


def survey_result(answers: list[str]) -> str:
    return " | ".join(answers)
