"""A host on fastmcp 3: calls become tasks of 2025-11-25 when the host asks for it."""

import os
import sys
from typing import Any

import anyio
from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.tasks import ToolTask
from fastmcp.client.transports import StdioTransport
from hosting import Hosting, JSONObject, plain, plain_list, serve


class Host(Hosting):
    client: Client[StdioTransport]

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[str, ToolTask] = {}

    async def elicit(self, message: str, form: Any, params: Any, context: Any) -> Any:
        return ElicitResult.model_validate(await self.user.answer(plain(params)))

    async def call(self, tool: str, arguments: JSONObject) -> JSONObject:
        result = await self.client.call_tool(tool, arguments, raise_on_error=False)
        return {"content": plain_list(result.content), "isError": result.is_error}

    async def begin(self, tool: str, arguments: JSONObject, ttl: int) -> JSONObject:
        task = await self.client.call_tool(tool, arguments, task=True, ttl=ttl, raise_on_error=False)
        self.tasks[task.task_id] = task
        return {"taskId": task.task_id, "is_immediate": task.returned_immediately}

    async def status(self, task: str) -> Any:
        return plain(await self.client.get_task_status(task))

    async def wait(self, task: str, state: str | None = None) -> Any:
        return plain(await self.tasks[task].wait(state=state, timeout=30))

    async def result(self, task: str) -> JSONObject:
        """Polls to the end, then fetches what came of it."""
        result = await self.tasks[task].result()
        return {"content": plain_list(result.content), "isError": result.is_error}

    async def payload(self, task: str) -> Any:
        """Fetches the result at once, which is to wait for the end."""
        request_id = self.client.session._request_id
        try:
            return await self.client.get_task_result(task)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await self.client.cancel(request_id, "caller cancelled")
            raise

    async def cancel(self, task: str) -> Any:
        return plain(await self.client.cancel_task(task))


async def main(*command: str) -> None:
    host = Host()
    transport = StdioTransport(command[0], list(command[1:]), env=dict(os.environ), keep_alive=False)
    async with Client(transport, elicitation_handler=host.elicit) as host.client:
        await serve(host)


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
