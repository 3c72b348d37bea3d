"""The test agent on a2a-sdk 1.x (A2A 1.0, JSON-RPC)."""

import asyncio
from typing import Any

import script
from a2a.helpers.proto_helpers import new_data_part, new_task_from_user_message
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types.a2a_pb2 import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentSkill,
    HTTPAuthSecurityScheme,
    Part,
    SecurityRequirement,
    SecurityScheme,
    StringList,
    TaskState,
)
from google.protobuf.json_format import MessageToDict
from serving import Options, record, serve
from starlette.applications import Starlette


class Turn:
    """One message to the agent and the ways to answer it."""

    def __init__(self, context: RequestContext, queue: EventQueue) -> None:
        assert context.message is not None
        assert context.task_id is not None and context.context_id is not None
        self.message = context.message
        self.queue = queue
        self.text = context.get_user_input()
        self.is_reply = context.current_task is not None
        self.task = TaskUpdater(queue, context.task_id, context.context_id)

    @property
    def skill(self) -> str:
        return MessageToDict(self.message.metadata).get("skillId") or self.text.split()[0]

    async def answer(self, part: Part) -> None:
        await self.queue.enqueue_event(self.task.new_agent_message([part]))

    async def say(self, state: TaskState, text: str) -> None:
        await self.task.update_status(state, self.task.new_agent_message([Part(text=text)]))

    async def complete(self, text: str) -> None:
        await self.task.add_artifact([Part(text=text)], name="answer")
        await self.task.complete()


class Executor(AgentExecutor):
    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        turn = Turn(context, event_queue)
        record(f"received {turn.skill} {turn.task.task_id}")
        match turn.skill:
            case "echo":
                await turn.answer(Part(text=script.ECHO_PREFIX + turn.text))
            case "inspect":
                await turn.answer(new_data_part(self.received(turn)))
            case skill:
                if not turn.is_reply:
                    await event_queue.enqueue_event(new_task_from_user_message(turn.message))
                await getattr(self, skill)(turn)

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id is not None and context.context_id is not None
        record(f"canceled {context.task_id}")
        task = TaskUpdater(event_queue, context.task_id, context.context_id)
        await task.cancel(task.new_agent_message([Part(text=script.STOPPED)]))

    @staticmethod
    def received(turn: Turn) -> dict[str, Any]:
        message = turn.message
        return {"contextId": message.context_id, "parts": [MessageToDict(p) for p in message.parts]}

    async def slow(self, turn: Turn) -> None:
        for step in script.STEPS:
            await turn.say(TaskState.TASK_STATE_WORKING, step)
            await asyncio.sleep(script.STEP_SECONDS)
        await turn.complete(script.SLOW_ANSWER)

    async def artifacts(self, turn: Turn) -> None:
        png = Part(raw=script.PNG, filename=script.PNG_NAME, media_type="image/png")
        csv = Part(raw=script.CSV, filename=script.CSV_NAME, media_type="text/csv")
        link = Part(url=script.LINK, filename=script.LINK_NAME, media_type="application/pdf")
        await turn.task.add_artifact([Part(text=script.REPORT_TEXT)], name="report")
        await turn.task.add_artifact([new_data_part(script.REPORT_DATA)], name="numbers")
        await turn.task.add_artifact([png, csv], name="files")
        await turn.task.add_artifact([link], name="link")
        await turn.task.complete()

    async def chunks(self, turn: Turn) -> None:
        last = len(script.CHUNKS) - 1
        for number, text in enumerate(script.CHUNKS):
            await turn.task.add_artifact(
                [Part(text=text)],
                artifact_id="counting",
                append=number > 0,
                last_chunk=number == last,
            )
        await turn.task.complete()

    async def ask(self, turn: Turn) -> None:
        if turn.is_reply:
            await turn.complete(script.forecast(turn.text))
        else:
            await turn.say(TaskState.TASK_STATE_INPUT_REQUIRED, script.QUESTION)

    async def signin(self, turn: Turn) -> None:
        if turn.is_reply:
            await turn.complete(script.SIGNED_IN)
        else:
            await turn.say(TaskState.TASK_STATE_AUTH_REQUIRED, script.SIGN_IN)

    async def fail(self, turn: Turn) -> None:
        await turn.say(TaskState.TASK_STATE_FAILED, script.FAILURE)

    async def reject(self, turn: Turn) -> None:
        await turn.say(TaskState.TASK_STATE_REJECTED, script.REJECTION)

    async def forever(self, turn: Turn) -> None:
        await turn.say(TaskState.TASK_STATE_WORKING, script.RUNNING)
        try:
            await asyncio.Event().wait()
        finally:
            record(f"ended {turn.task.task_id}")

    async def big(self, turn: Turn) -> None:
        await turn.complete(script.big_text(int(turn.text)))


def card(options: Options) -> AgentCard:
    result = AgentCard(
        name="Weather 1.0",
        description="A test agent.",
        version="1",
        capabilities=AgentCapabilities(streaming=options.streaming),
        default_input_modes=script.TEXT_ONLY,
        default_output_modes=script.TEXT_ONLY,
        supported_interfaces=[
            AgentInterface(url=options.url, protocol_binding="JSONRPC", protocol_version="1.0")
        ],
        skills=[
            AgentSkill(
                id=skill.id,
                name=skill.name,
                description=skill.description,
                tags=["test"],
                input_modes=skill.input_modes,
            )
            for skill in script.SKILLS
        ],
    )
    if options.token is not None:
        bearer = SecurityScheme(http_auth_security_scheme=HTTPAuthSecurityScheme(scheme="bearer"))
        result.security_schemes["bearer"].CopyFrom(bearer)
        result.security_requirements.append(SecurityRequirement(schemes={"bearer": StringList()}))
    return result


def build(options: Options) -> Starlette:
    agent_card = card(options)
    handler = DefaultRequestHandler(Executor(), InMemoryTaskStore(), agent_card)
    routes = create_agent_card_routes(agent_card) + create_jsonrpc_routes(handler, "/")
    return Starlette(routes=routes)


if __name__ == "__main__":
    serve(build)
