"""Calls agents with the client of a2a-sdk 1.x."""

import contextlib
from collections.abc import AsyncIterator

import grpc.aio
import httpx
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.helpers.proto_helpers import new_data_part
from a2a.server.tasks.task_manager import append_artifact_to_task
from a2a.types.a2a_pb2 import (
    CancelTaskRequest,
    Message,
    Part,
    Role,
    SendMessageRequest,
    StreamResponse,
    Task,
    TaskState,
)
from google.protobuf.json_format import MessageToDict
from orders import JSONObject, Order, Outcome, file_part, link_part, main


@contextlib.asynccontextmanager
async def connected(order: Order) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(timeout=30) as http:
        card = await A2ACardResolver(http, order.url).get_agent_card()
        config = ClientConfig(
            streaming=order.streaming,
            polling=order.cancels and not order.streaming,
            httpx_client=http,
            grpc_channel_factory=grpc.aio.insecure_channel,
            supported_protocol_bindings=[order.binding],
        )
        client = ClientFactory(config).create(card)
        yield client
        await client.close()


def request(order: Order) -> SendMessageRequest:
    parts = [Part(text=order.text)]
    if order.data is not None:
        parts.append(new_data_part(order.data))
    if order.link is not None:
        parts.append(Part(url=order.link))
    message = Message(
        message_id=order.message_id,
        role=Role.ROLE_USER,
        parts=parts,
        task_id=order.task_id or "",
        context_id=order.context_id or "",
        metadata={"skillId": order.skill},
    )
    return SendMessageRequest(message=message)


def absorb(task: Task, event: StreamResponse) -> None:
    """Brings the task up to what the event tells, with the SDK's own rule for chunks."""
    match event.WhichOneof("payload"):
        case "task":
            task.CopyFrom(event.task)
        case "status_update":
            task.id, task.context_id = event.status_update.task_id, event.status_update.context_id
            task.status.CopyFrom(event.status_update.status)
        case "artifact_update":
            append_artifact_to_task(task, event.artifact_update)


async def perform(order: Order) -> Outcome:
    async with connected(order) as client:
        task = Task()
        async for event in client.send_message(request(order)):
            if event.HasField("message"):
                return said(event.message)
            absorb(task, event)
            if order.cancels_at(state(task)):
                return outcome(await client.cancel_task(CancelTaskRequest(id=task.id)))
        return outcome(task)


def state(task: Task) -> str:
    return TaskState.Name(task.status.state).removeprefix("TASK_STATE_").lower().replace("_", "-")


def said(message: Message) -> Outcome:
    return Outcome(
        words=[part(p) for p in message.parts],
        task_id=message.task_id or None,
        context_id=message.context_id or None,
    )


def outcome(task: Task) -> Outcome:
    return Outcome(
        state=state(task),
        words=[part(p) for p in task.status.message.parts],
        artifacts=[{"name": a.name or None, "parts": [part(p) for p in a.parts]} for a in task.artifacts],
        task_id=task.id,
        context_id=task.context_id,
    )


def part(part: Part) -> JSONObject:
    name, media_type = part.filename or None, part.media_type or None
    match part.WhichOneof("content"):
        case "text":
            return {"text": part.text}
        case "raw":
            return file_part(name, media_type, part.raw)
        case "url":
            return link_part(name, media_type, part.url)
        case _:
            return {"data": MessageToDict(part.data)}


if __name__ == "__main__":
    main(perform)
