"""Calls tools with the `mcp` package from 1.9 to the end of 1.x."""

import os
import sys

import anyio
from calls import Call, Report, calls, say, say_connected
from mcp import ClientSession, McpError, StdioServerParameters, stdio_client
from mcp.types import CancelledNotification, CancelledNotificationParams, ClientNotification


async def cancel(session: ClientSession, request_id: int) -> None:
    """Tells the server what this generation keeps to itself when a call is given up."""
    params = CancelledNotificationParams(requestId=request_id, reason="caller cancelled")
    notification = CancelledNotification(method="notifications/cancelled", params=params)
    await session.send_notification(ClientNotification(notification))


async def perform(session: ClientSession, call: Call) -> Report:
    report = Report()
    # The id that the session is about to use; it tells nobody.
    request_id = session._request_id

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        report.progress.append(message)
        if len(report.progress) == call.cancel_after:
            await cancel(session, request_id)
            scope.cancel()

    with anyio.CancelScope() as scope:
        try:
            result = await session.call_tool(call.tool, call.arguments, progress_callback=progressed)
        except McpError as error:
            report.failure = str(error)
        else:
            report.content = [
                block.model_dump(mode="json", by_alias=True, exclude_none=True) for block in result.content
            ]
            report.is_error = bool(result.isError)
    report.canceled = scope.cancelled_caught
    return report


async def main(*command: str) -> None:
    server = StdioServerParameters(command=command[0], args=list(command[1:]), env=dict(os.environ))
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        version = (await session.initialize()).protocolVersion
        tools = (await session.list_tools()).tools
        say_connected(
            str(version),
            [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools],
        )
        async for call in calls():
            say(await perform(session, call))


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
