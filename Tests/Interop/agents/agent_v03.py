"""The test agent on a2a-sdk 0.2 and 0.3: JSON-RPC, gRPC, and REST where the SDK has it.

Each binding has a card of its own, under its path; the card at the root names them all.
"""

import asyncio
import base64
import importlib
import importlib.util
from typing import Any

import script
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.grpc.a2a_pb2_grpc import add_A2AServiceServicer_to_server
from a2a.server.apps import A2AStarletteApplication
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.tasks import (
    BasePushNotificationSender,
    InMemoryPushNotificationConfigStore,
    InMemoryTaskStore,
    TaskUpdater,
)
from a2a.types import (
    AgentCapabilities,
    AgentCard,
    AgentInterface,
    AgentSkill,
    DataPart,
    FilePart,
    FileWithBytes,
    FileWithUri,
    HTTPAuthSecurityScheme,
    Part,
    SecurityScheme,
    TaskState,
    TextPart,
)
from a2a.utils import new_task
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from pushing import noted_client
from serving import Options, record, serve
from serving_grpc import GRPCListener
from starlette.applications import Starlette
from starlette.types import ASGIApp

REST = "a2a.server.apps.rest"
HAS_REST = importlib.util.find_spec(REST) is not None


def text_part(text: str) -> Part:
    return Part(root=TextPart(text=text))


def bytes_part(name: str, mime_type: str, content: bytes) -> Part:
    encoded = base64.b64encode(content).decode()
    return Part(root=FilePart(file=FileWithBytes(name=name, mime_type=mime_type, bytes=encoded)))


def url_part(name: str, mime_type: str, url: str) -> Part:
    return Part(root=FilePart(file=FileWithUri(name=name, mime_type=mime_type, uri=url)))


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
        return (self.message.metadata or {}).get("skillId") or self.text.split()[0]

    async def answer(self, part: Part) -> None:
        await self.queue.enqueue_event(self.task.new_agent_message([part]))

    async def say(self, state: TaskState, text: str, final: bool = True) -> None:
        message = self.task.new_agent_message([text_part(text)])
        await self.task.update_status(state, message, final=final)

    async def complete(self, text: str) -> None:
        await self.task.add_artifact([text_part(text)], name="answer")
        await self.task.complete()


class Executor(AgentExecutor):
    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        turn = Turn(context, event_queue)
        record(f"received {turn.skill} {turn.task.task_id}")
        match turn.skill:
            case "echo":
                await turn.answer(text_part(script.ECHO_PREFIX + turn.text))
            case "inspect":
                await turn.answer(Part(root=DataPart(data=self.received(turn))))
            case skill:
                if not turn.is_reply:
                    await event_queue.enqueue_event(new_task(turn.message))
                await getattr(self, skill)(turn)

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        assert context.task_id is not None and context.context_id is not None
        record(f"canceled {context.task_id}")
        task = TaskUpdater(event_queue, context.task_id, context.context_id)
        await task.cancel(task.new_agent_message([text_part(script.STOPPED)]))

    @staticmethod
    def received(turn: Turn) -> dict[str, Any]:
        message = turn.message.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {"contextId": message["contextId"], "parts": message["parts"]}

    async def slow(self, turn: Turn) -> None:
        for step in script.STEPS:
            await turn.say(TaskState.working, step, final=False)
            await asyncio.sleep(script.STEP_SECONDS)
        await turn.complete(script.SLOW_ANSWER)

    async def artifacts(self, turn: Turn) -> None:
        png = bytes_part(script.PNG_NAME, "image/png", script.PNG)
        csv = bytes_part(script.CSV_NAME, "text/csv", script.CSV)
        link = url_part(script.LINK_NAME, "application/pdf", script.LINK)
        await turn.task.add_artifact([text_part(script.REPORT_TEXT)], name="report")
        await turn.task.add_artifact([Part(root=DataPart(data=script.REPORT_DATA))], name="numbers")
        await turn.task.add_artifact([png, csv], name="files")
        await turn.task.add_artifact([link], name="link")
        await turn.task.complete()

    async def chunks(self, turn: Turn) -> None:
        last = len(script.CHUNKS) - 1
        for number, text in enumerate(script.CHUNKS):
            await turn.task.add_artifact(
                [text_part(text)],
                artifact_id="counting",
                append=number > 0,
                last_chunk=number == last,
            )
        await turn.task.complete()

    async def ask(self, turn: Turn) -> None:
        if turn.is_reply:
            await turn.complete(script.forecast(turn.text))
        else:
            await turn.say(TaskState.input_required, script.QUESTION)

    async def signin(self, turn: Turn) -> None:
        if turn.is_reply:
            await turn.complete(script.SIGNED_IN)
        else:
            await turn.say(TaskState.auth_required, script.SIGN_IN)

    async def fail(self, turn: Turn) -> None:
        await turn.say(TaskState.failed, script.FAILURE)

    async def reject(self, turn: Turn) -> None:
        await turn.say(TaskState.rejected, script.REJECTION)

    async def forever(self, turn: Turn) -> None:
        await turn.say(TaskState.working, script.RUNNING, final=False)
        try:
            await asyncio.Event().wait()
        finally:
            record(f"ended {turn.task.task_id}")

    async def big(self, turn: Turn) -> None:
        await turn.complete(script.big_text(int(turn.text)))


def interfaces(options: Options, grpc_address: str) -> dict[str, AgentInterface]:
    """Each binding by the path of its card."""
    served = {"jsonrpc": AgentInterface(transport="JSONRPC", url=options.url)}
    if HAS_REST:
        served["rest"] = AgentInterface(transport="HTTP+JSON", url=f"{options.url}/rest")
    served["grpc"] = AgentInterface(transport="GRPC", url=grpc_address)
    return served


def card(options: Options, preferred: AgentInterface, *others: AgentInterface) -> AgentCard:
    bearer = SecurityScheme(root=HTTPAuthSecurityScheme(scheme="bearer"))
    guarded = options.token is not None
    return AgentCard(
        name="Weather 0.3",
        description="A test agent.",
        version="1",
        url=preferred.url,
        preferred_transport=preferred.transport,
        additional_interfaces=list(others) or None,
        capabilities=AgentCapabilities(streaming=options.streaming, push_notifications=True),
        default_input_modes=list(script.TEXT_ONLY),
        default_output_modes=list(script.TEXT_ONLY),
        security_schemes={"bearer": bearer} if guarded else None,
        security=[{"bearer": []}] if guarded else None,
        skills=[
            AgentSkill(
                id=skill.id,
                name=skill.name,
                description=skill.description,
                tags=["test"],
                input_modes=list(skill.input_modes),
            )
            for skill in script.SKILLS
        ],
    )


def rest_application(agent_card: AgentCard, handler: DefaultRequestHandler) -> ASGIApp:
    return importlib.import_module(REST).A2ARESTFastAPIApplication(agent_card, handler).build()


async def build(options: Options) -> Starlette:
    grpc = GRPCListener(options.token)
    served = interfaces(options, grpc.address)
    configs = InMemoryPushNotificationConfigStore()
    handler = DefaultRequestHandler(
        Executor(),
        InMemoryTaskStore(),
        push_config_store=configs,
        push_sender=BasePushNotificationSender(noted_client(), configs),
    )

    app = A2AStarletteApplication(card(options, *served.values()), handler).build()
    for path, interface in served.items():
        agent_card = card(options, interface)
        application = A2AStarletteApplication(agent_card, handler)
        application.add_routes_to_app(
            app, agent_card_url=f"/{path}{AGENT_CARD_WELL_KNOWN_PATH}", rpc_url=f"/{path}"
        )
        match path:
            case "rest":
                app.mount("/rest", rest_application(agent_card, handler))
            case "grpc":
                add_A2AServiceServicer_to_server(GrpcHandler(agent_card, handler), grpc.server)
    await grpc.start(app)
    return app


if __name__ == "__main__":
    serve(build)
