"""Calls the agents of the two guides as the guides say, for there is no SDK that does."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
from orders import JSONObject, Order, Outcome, main

STREAM_END = ("completed", "failed", "canceled", "input_required")


async def perform(order: Order) -> Outcome:
    async with httpx.AsyncClient(timeout=30) as http:
        match order.binding:
            case "objective":
                return await objective(http, order)
            case "jsonrpc":
                return await converse(JSONRPC(http, order.url), order)
            case _:
                return await converse(REST(http, order.url), order)


async def objective(http: httpx.AsyncClient, order: Order) -> Outcome:
    body = {"task_id": order.message_id, "objective": order.text}
    answer = (await http.post(f"{order.url}/a2a", json=body)).raise_for_status().json()
    return Outcome(state=answer["status"], words=[{"text": answer["result"]}], task_id=answer["task_id"])


class JSONRPC:
    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http = http
        self.url = url

    async def send(self, message: JSONObject) -> JSONObject:
        return await self.call("a2a.sendMessage", message)

    async def get(self, task: str) -> JSONObject:
        return await self.call("a2a.getTask", {"id": task})

    async def cancel(self, task: str) -> JSONObject:
        return await self.call("a2a.cancelTask", {"id": task})

    async def stream(self, message: JSONObject) -> AsyncIterator[JSONObject]:
        request = self.request("a2a.sendStreamingMessage", message)
        async with self.http.stream("POST", self.url, json=request) as response:
            async for event in events(response):
                yield event["result"]

    async def call(self, method: str, params: JSONObject) -> Any:
        response = await self.http.post(self.url, json=self.request(method, params))
        return response.raise_for_status().json()["result"]

    def request(self, method: str, params: JSONObject) -> JSONObject:
        return {"jsonrpc": "2.0", "id": str(uuid.uuid4()), "method": method, "params": params}


class REST:
    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self.http = http
        self.url = url

    async def send(self, message: JSONObject) -> JSONObject:
        return self.body(await self.http.post(f"{self.url}/messages", json=message))

    async def get(self, task: str) -> JSONObject:
        return self.body(await self.http.get(f"{self.url}/tasks/{task}"))

    async def cancel(self, task: str) -> JSONObject:
        return self.body(await self.http.post(f"{self.url}/tasks/{task}:cancel"))

    async def stream(self, message: JSONObject) -> AsyncIterator[JSONObject]:
        async with self.http.stream("POST", f"{self.url}/messages:stream", json=message) as response:
            async for event in events(response):
                yield event

    @staticmethod
    def body(response: httpx.Response) -> Any:
        return response.raise_for_status().json()


async def events(response: httpx.Response) -> AsyncIterator[Any]:
    async for line in response.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def converse(agent: JSONRPC | REST, order: Order) -> Outcome:
    message: JSONObject = {"role": "user", "parts": [{"text": order.text}]}
    if order.task_id is not None:
        message |= {"taskId": order.task_id, "contextId": order.context_id}
    request: JSONObject = {"message": message}
    if order.cancels and not order.streaming:
        request["configuration"] = {"returnImmediately": True}

    task = ""
    if order.streaming:
        async for event in agent.stream(request):
            task = event["taskId"]
            if order.cancels or event.get("status") in STREAM_END:
                break
    else:
        task = (await agent.send(request))["id"]
    return outcome(await (agent.cancel(task) if order.cancels else agent.get(task)))


def outcome(task: JSONObject) -> Outcome:
    said = [message for message in task["messages"] if message["role"] == "agent"]
    return Outcome(
        state=task["status"].replace("_", "-"),
        words=said[-1]["parts"] if said else [],
        artifacts=[{"name": None, "parts": artifact["parts"]} for artifact in task["artifacts"]],
        task_id=task["id"],
        context_id=task["contextId"],
    )


if __name__ == "__main__":
    main(perform)
