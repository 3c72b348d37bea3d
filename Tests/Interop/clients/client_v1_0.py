"""Calls tools with the `mcp` package 1.0, which has neither progress callbacks nor cancellation."""

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from calls import Call, Report, calls, say, say_connected
from mcp import ClientSession, McpError, StdioServerParameters, stdio_client
from mcp.types import (
    CallToolRequest,
    CallToolRequestParams,
    CallToolResult,
    ClientRequest,
    Notification,
    ProgressNotification,
    ServerNotification,
)

ProgressHandler = Callable[[ProgressNotification], Awaitable[None]]


class Connection:
    """A session whose notifications are read, as this generation stops reading answers otherwise."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.progressed: ProgressHandler | None = None

    async def read_notifications(self) -> None:
        async for message in self.session.incoming_messages:
            match message:
                case ServerNotification(root=ProgressNotification() as progress):
                    if self.progressed is not None:
                        await self.progressed(progress)
                case Exception():
                    raise message

    async def perform(self, call: Call) -> Report:
        report = Report()
        # The id that the session is about to use; it tells nobody. Serves as the token too.
        request_id = self.session._request_id
        params = CallToolRequestParams.model_validate(
            {"name": call.tool, "arguments": call.arguments, "_meta": {"progressToken": request_id}}
        )
        request = ClientRequest(CallToolRequest(method="tools/call", params=params))

        async def progressed(progress: ProgressNotification) -> None:
            assert progress.params.progressToken == request_id
            report.progress.append((progress.params.model_extra or {}).get("message"))
            if len(report.progress) == call.cancel_after:
                await self.cancel(request_id)
                scope.cancel()

        self.progressed = progressed
        with anyio.CancelScope() as scope:
            try:
                result = await self.session.send_request(request, CallToolResult)
            except McpError as error:
                report.failure = str(error)
            else:
                report.content = [
                    block.model_dump(mode="json", by_alias=True, exclude_none=True)
                    for block in result.content
                ]
                report.is_error = bool(result.isError)
        report.canceled = scope.cancelled_caught
        return report

    async def cancel(self, request_id: int) -> None:
        params = {"requestId": request_id, "reason": "caller cancelled"}
        fields = {"method": "notifications/cancelled", "params": params}
        # This generation has no type for the notification, but sends whatever it is given.
        notification: Any = Notification.model_validate(fields)
        await self.session.send_notification(notification)


async def main(*command: str) -> None:
    server = StdioServerParameters(command=command[0], args=list(command[1:]), env=dict(os.environ))
    async with (
        stdio_client(server) as streams,
        ClientSession(*streams) as session,
        anyio.create_task_group() as readers,
    ):
        connection = Connection(session)
        readers.start_soon(connection.read_notifications)
        version = (await session.initialize()).protocolVersion
        tools = (await session.list_tools()).tools
        say_connected(
            str(version),
            [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools],
        )
        async for call in calls():
            say(await connection.perform(call))
        readers.cancel_scope.cancel()


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
