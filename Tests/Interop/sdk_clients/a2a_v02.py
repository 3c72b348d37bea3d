"""Calls agents with the clients of a2a-sdk 0.2, which has one for JSON-RPC and one for gRPC."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import grpc.aio
import httpx
from a2a.client import A2ACardResolver, A2AClient
from a2a.client.grpc_client import A2AGrpcClient
from a2a.grpc.a2a_pb2_grpc import A2AServiceStub
from a2a.types import (
    CancelTaskRequest,
    Message,
    MessageSendConfiguration,
    MessageSendParams,
    SendMessageRequest,
    SendStreamingMessageRequest,
    Task,
    TaskArtifactUpdateEvent,
    TaskIdParams,
    TaskState,
    TaskStatus,
    TaskStatusUpdateEvent,
)
from a2a.utils.helpers import append_artifact_to_task
from a2a_pydantic import message, outcome_of, said
from orders import Order, Outcome, main


UNKNOWN = TaskStatus(state=TaskState.unknown)


class JSONRPC:
    """The client for JSON-RPC, its answers unwrapped."""

    def __init__(self, client: A2AClient) -> None:
        self.client = client

    async def send_message(self, params: MessageSendParams) -> Any:
        request = SendMessageRequest(id=str(uuid.uuid4()), params=params)
        return result(await self.client.send_message(request))

    async def send_message_streaming(self, params: MessageSendParams) -> AsyncIterator[Any]:
        request = SendStreamingMessageRequest(id=str(uuid.uuid4()), params=params)
        async for response in self.client.send_message_streaming(request):
            yield result(response)

    async def cancel_task(self, params: TaskIdParams) -> Any:
        return result(await self.client.cancel_task(CancelTaskRequest(id=str(uuid.uuid4()), params=params)))


def result(response: Any) -> Any:
    if hasattr(response.root, "error"):
        raise RuntimeError(response.root.error)
    return response.root.result


async def perform(order: Order) -> Outcome:
    async with httpx.AsyncClient(timeout=30) as http:
        card = await A2ACardResolver(http, order.url).get_agent_card()
        if order.binding == "JSONRPC":
            return await converse(JSONRPC(A2AClient(http, card)), order)
        async with grpc.aio.insecure_channel(card.url) as channel:
            return await converse(A2AGrpcClient(A2AServiceStub(channel), card), order)


async def converse(client: JSONRPC | A2AGrpcClient, order: Order) -> Outcome:
    configuration = MessageSendConfiguration(accepted_output_modes=[], blocking=True)
    params = MessageSendParams(message=message(order), configuration=configuration)
    if not order.streaming:
        answer = await client.send_message(params)
        return said(answer) if isinstance(answer, Message) else outcome_of(answer)

    task = None
    async for event in client.send_message_streaming(params):
        match event:
            case Message():
                return said(event)
            case Task():
                task = event
            case TaskStatusUpdateEvent() | TaskArtifactUpdateEvent():
                task = task or Task(id=event.task_id, context_id=event.context_id, status=UNKNOWN)
                absorb(task, event)
        assert task is not None
        if order.cancels_at(task.status.state.value):
            return outcome_of(await client.cancel_task(TaskIdParams(id=task.id)))
    assert task is not None
    return outcome_of(task)


def absorb(task: Task, event: TaskStatusUpdateEvent | TaskArtifactUpdateEvent) -> None:
    if isinstance(event, TaskStatusUpdateEvent):
        task.status = event.status
    else:
        append_artifact_to_task(task, event)


if __name__ == "__main__":
    main(perform)
