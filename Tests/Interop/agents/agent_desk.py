"""The desk agent on a2a-sdk 1.x: JSON-RPC in A2A 1.0, and the page that its visitors sign in at."""

import asyncio
import itertools
from collections import defaultdict
from typing import Any

import desk
import script
from a2a.helpers.proto_helpers import new_data_part
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore
from a2a.types.a2a_pb2 import AgentInterface, Part, TaskState
from agent_v1 import Executor, Turn, card
from google.protobuf.json_format import MessageToDict
from serving import Options, record, serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route


class Desk(Executor):
    def __init__(self, url: str) -> None:
        self.url = url
        self.rooms: dict[str, dict[str, Any]] = {}
        """What is to be booked, by task."""
        self.surveys: dict[str, tuple[int, str, list[str]]] = {}
        """How many questions about what, and the answers so far, by task."""
        self.signed_in: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        """By task."""

    async def sign_in(self, request: Request) -> PlainTextResponse:
        """The page."""
        task = request.path_params["task"]
        record(f"visited {task}")
        self.signed_in[task].set()
        return PlainTextResponse("Thank you.")

    async def signin(self, turn: Turn) -> None:
        """Waits, unless told by words that it is done."""
        if not turn.is_reply:
            page = f"{self.url}{desk.SIGN_IN_PATH}{turn.task.task_id}"
            await turn.say(TaskState.TASK_STATE_AUTH_REQUIRED, desk.sign_in(page))
            await self.signed_in[turn.task.task_id].wait()
        await turn.complete(script.SIGNED_IN)

    async def tick(self, turn: Turn) -> None:
        for number in itertools.count(1):
            await turn.say(TaskState.TASK_STATE_WORKING, f"tick {number}")
            await asyncio.sleep(desk.TICK_SECONDS)

    async def book(self, turn: Turn) -> None:
        task = turn.task.task_id
        if not turn.is_reply:
            parts = [Part(text=desk.ROOM_QUESTION), new_data_part(desk.ROOM_SCHEMA)]
            await turn.task.requires_input(turn.task.new_agent_message(parts))
        elif task not in self.rooms:
            self.rooms[task] = wanted_room(turn)
            question = desk.confirmation(self.rooms[task])
            await turn.say(TaskState.TASK_STATE_INPUT_REQUIRED, question)
        else:
            await turn.complete(desk.BOOKED if turn.text.lower().startswith("yes") else desk.NOT_BOOKED)

    async def survey(self, turn: Turn) -> None:
        task = turn.task.task_id
        if not turn.is_reply:
            questions, _, topic = turn.text.partition(" ")
            self.surveys[task] = (int(questions), topic, [])
        questions_in_all, topic, answers = self.surveys[task]
        if turn.is_reply:
            answers.append(turn.text)
        if len(answers) == questions_in_all:
            await turn.complete(desk.survey_result(answers))
        else:
            question = desk.survey_question(len(answers) + 1, topic)
            await turn.say(TaskState.TASK_STATE_INPUT_REQUIRED, question)


def wanted_room(turn: Turn) -> dict[str, Any]:
    """The form as it was filled in; words where there is none."""
    data = [MessageToDict(part.data) for part in turn.message.parts if part.HasField("data")]
    return dict(data[0]) if data else {"words": turn.text}


async def build(options: Options) -> Starlette:
    interface = AgentInterface(protocol_binding="JSONRPC", protocol_version="1.0", url=options.url)
    agent_card = card(options, interface, skills=desk.DESK_SKILLS)
    agent_card.name = "Desk"
    agent_card.capabilities.push_notifications = False
    executor = Desk(options.url)
    handler = DefaultRequestHandler(executor, InMemoryTaskStore(), agent_card)
    return Starlette(
        routes=[
            *create_agent_card_routes(agent_card),
            *create_jsonrpc_routes(handler, "/"),
            Route(desk.SIGN_IN_PATH + "{task}", executor.sign_in),
        ]
    )


if __name__ == "__main__":
    serve(build)
