"""The test agent on a2a-sdk 1.x: JSON-RPC, REST and gRPC, in A2A 1.0 and in what the SDK keeps of 0.3.

Each binding has a card of its own, under its path; the card at the root names those of 1.0.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import script
from a2a.compat.v0_3.a2a_v0_3_pb2_grpc import add_A2AServiceServicer_to_server as add_v03_servicer
from a2a.compat.v0_3.grpc_handler import CompatGrpcHandler
from a2a.helpers.proto_helpers import new_data_part, new_task_from_user_message
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes, create_rest_routes
from a2a.server.tasks import (
    BasePushNotificationSender,
    InMemoryPushNotificationConfigStore,
    InMemoryTaskStore,
    TaskUpdater,
)
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
from a2a.types.a2a_pb2_grpc import add_A2AServiceServicer_to_server
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from google.protobuf.json_format import MessageToDict
from pushing import noted_client
from serving import Options, record, serve
from serving_grpc import GRPCListener
from starlette.applications import Starlette
from starlette.routing import Mount


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


def interfaces(options: Options, grpc_address: str) -> dict[str, AgentInterface]:
    """Each binding by the path of its card."""
    bindings = {
        "jsonrpc": ("JSONRPC", "1.0", options.url),
        "rest": ("HTTP+JSON", "1.0", f"{options.url}/rest"),
        "grpc": ("GRPC", "1.0", grpc_address),
        "v03-jsonrpc": ("JSONRPC", "0.3", f"{options.url}/v03-jsonrpc"),
        "v03-rest": ("HTTP+JSON", "0.3", f"{options.url}/v03-rest"),
        "v03-grpc": ("GRPC", "0.3", grpc_address),
    }
    return {
        path: AgentInterface(protocol_binding=binding, protocol_version=version, url=url)
        for path, (binding, version, url) in bindings.items()
    }


def card(
    options: Options, *interfaces: AgentInterface, skills: Sequence[script.Skill] = script.SKILLS
) -> AgentCard:
    result = AgentCard(
        name="Weather 1.0",
        description="A test agent.",
        version="1",
        capabilities=AgentCapabilities(streaming=options.streaming, push_notifications=True),
        default_input_modes=script.TEXT_ONLY,
        default_output_modes=script.TEXT_ONLY,
        supported_interfaces=interfaces,
        skills=[
            AgentSkill(
                id=skill.id,
                name=skill.name,
                description=skill.description,
                tags=["test"],
                input_modes=skill.input_modes,
                examples=skill.examples,
            )
            for skill in skills
        ],
    )
    if options.token is not None:
        bearer = SecurityScheme(http_auth_security_scheme=HTTPAuthSecurityScheme(scheme="bearer"))
        result.security_schemes["bearer"].CopyFrom(bearer)
        result.security_requirements.append(SecurityRequirement(schemes={"bearer": StringList()}))
    return result


async def build(options: Options) -> Starlette:
    grpc = GRPCListener(options.token)
    served = interfaces(options, grpc.address)
    newest = [interface for interface in served.values() if interface.protocol_version == "1.0"]
    agent_card = card(options, *newest)
    configs = InMemoryPushNotificationConfigStore()
    handler = DefaultRequestHandler(
        Executor(),
        InMemoryTaskStore(),
        agent_card,
        push_config_store=configs,
        push_sender=BasePushNotificationSender(noted_client(), configs),
    )

    routes = create_agent_card_routes(agent_card)
    for path, interface in served.items():
        card_url = f"/{path}{AGENT_CARD_WELL_KNOWN_PATH}"
        routes += create_agent_card_routes(card(options, interface), card_url=card_url)
    routes += create_jsonrpc_routes(handler, "/")
    routes += create_jsonrpc_routes(handler, "/v03-jsonrpc", enable_v0_3_compat=True)
    routes.append(Mount("/rest", routes=create_rest_routes(handler)))
    routes.append(Mount("/v03-rest", routes=create_rest_routes(handler, enable_v0_3_compat=True)))
    app = Starlette(routes=routes)

    add_A2AServiceServicer_to_server(GrpcHandler(handler), grpc.server)
    add_v03_servicer(CompatGrpcHandler(handler), grpc.server)
    await grpc.start(app)
    return app


if __name__ == "__main__":
    serve(build)
