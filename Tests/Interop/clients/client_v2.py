"""Calls tools with the 2.x generation of the `mcp` package; first argument: auto or legacy."""

import os
import sys

import anyio
from calls import Call, Report, calls, say, say_connected
from mcp import Client, MCPError, StdioServerParameters


async def perform(client: Client, call: Call) -> Report:
    report = Report()

    async def progressed(progress: float, total: float | None, message: str | None) -> None:
        report.progress.append(message)
        if len(report.progress) == call.cancel_after:
            scope.cancel()

    with anyio.CancelScope() as scope:
        try:
            result = await client.call_tool(call.tool, call.arguments, progress_callback=progressed)
        except MCPError as error:
            report.failure = str(error)
        else:
            report.content = [
                block.model_dump(mode="json", by_alias=True, exclude_none=True) for block in result.content
            ]
            report.is_error = bool(result.is_error)
    report.canceled = scope.cancelled_caught
    return report


async def main(*arguments: str) -> None:
    mode, command, *rest = arguments
    server = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with Client(server, mode=mode) as client:
        tools = (await client.list_tools()).tools
        say_connected(
            client.protocol_version,
            [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools],
        )
        async for call in calls():
            say(await perform(client, call))


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
