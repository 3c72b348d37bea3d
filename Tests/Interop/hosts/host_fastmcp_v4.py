"""A host on fastmcp 4 with fastmcp-tasks: calls become tasks of the extension where the server wants it."""

import os
import sys
from typing import Any

import anyio
from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.client.transports import StdioTransport
from fastmcp_tasks import ToolTask, call_tool_task
from fastmcp_tasks.client import _send_cancel, _send_get, _send_update
from hosting import Hosting, JSONObject, plain, plain_list, serve


class Host(Hosting):
    client: Client[StdioTransport]

    def __init__(self) -> None:
        super().__init__()
        self.tasks: dict[str, ToolTask] = {}

    async def elicit(self, message: str, form: Any, params: Any, context: Any) -> Any:
        return ElicitResult.model_validate(await self.user.answer(plain(params)))

    async def call(self, tool: str, arguments: JSONObject) -> JSONObject:
        """A call as every user of fastmcp makes it: whether it is a task does not show."""
        result = await self.client.call_tool(tool, arguments, raise_on_error=False)
        return {"content": plain_list(result.content), "isError": result.is_error}

    async def begin(self, tool: str, arguments: JSONObject) -> Any:
        """A call that must become a task."""
        task = await call_tool_task(self.client, tool, arguments, raise_on_error=False)
        self.tasks[task.task_id] = task
        return plain(task.create_result)

    async def status(self, task: str) -> Any:
        return plain(await _send_get(self.client.session, task))

    async def wait(self, task: str, state: str | None = None) -> Any:
        return plain(await self.tasks[task].wait(state=state, timeout=30))

    async def result(self, task: str) -> JSONObject:
        """Polls to the end, and lets the user answer what is asked on the way."""
        result = await self.tasks[task].result()
        return {"content": plain_list(result.content), "isError": result.is_error}

    async def update(self, task: str, answers: JSONObject) -> None:
        await _send_update(self.client.session, task, answers)

    async def cancel(self, task: str) -> None:
        await _send_cancel(self.client.session, task)


async def main(*command: str) -> None:
    host = Host()
    transport = StdioTransport(command[0], list(command[1:]), env=dict(os.environ), keep_alive=False)
    async with Client(transport, elicitation_handler=host.elicit) as host.client:
        await serve(host)


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
