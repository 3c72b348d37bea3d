"""Calls agents with the client of a2a-sdk 0.3."""

import contextlib
from collections.abc import AsyncIterator

import grpc.aio
import httpx
from a2a.client import A2ACardResolver, Client, ClientConfig, ClientFactory
from a2a.types import Message, TaskIdParams
from a2a_pydantic import message, outcome_of, said
from orders import Order, Outcome, main


@contextlib.asynccontextmanager
async def connected(order: Order) -> AsyncIterator[Client]:
    async with httpx.AsyncClient(timeout=30) as http:
        card = await A2ACardResolver(http, order.url).get_agent_card()
        config = ClientConfig(
            streaming=order.streaming,
            polling=order.cancels and not order.streaming,
            httpx_client=http,
            grpc_channel_factory=grpc.aio.insecure_channel,
            supported_transports=[order.binding],
        )
        yield ClientFactory(config).create(card)


async def perform(order: Order) -> Outcome:
    async with connected(order) as client:
        task = None
        async for event in client.send_message(message(order)):
            if isinstance(event, Message):
                return said(event)
            task, _ = event
            if order.cancels_at(task.status.state.value):
                return outcome_of(await client.cancel_task(TaskIdParams(id=task.id)))
        assert task is not None
        return outcome_of(task)


if __name__ == "__main__":
    main(perform)
