"""A host on the 2.x generation of the `mcp` package; first argument: the mode of its client."""

import os
import sys
from dataclasses import asdict
from typing import Any

import anyio
from hosting import Hosting, JSONObject, Refusal, plain, plain_list, serve
from mcp import Client, StdioServerParameters
from mcp.client.session import ClientRequestContext
from mcp_types import (
    INTERNAL_ERROR,
    ElicitRequestParams,
    ElicitResult,
    ErrorData,
    PromptReference,
    ResourceTemplateReference,
)
from mcp_types.version import LATEST_MODERN_VERSION


class Host(Hosting):
    client: Client

    async def elicit(
        self, context: ClientRequestContext, params: ElicitRequestParams
    ) -> ElicitResult | ErrorData:
        try:
            return ElicitResult.model_validate(await self.user.answer(plain(params)))
        except Refusal as refusal:
            return ErrorData(code=INTERNAL_ERROR, message=str(refusal))

    async def notice(self, message: Any) -> None:
        """Notes what comes to a session; what comes to a listener is noted there."""
        if isinstance(message, Exception) or self.client.protocol_version == LATEST_MODERN_VERSION:
            return
        if message.method != "notifications/progress":
            self.notified.add(plain(message))

    async def version(self) -> str:
        return self.client.protocol_version

    async def capabilities(self) -> JSONObject:
        result: JSONObject = plain(self.client.server_capabilities)
        return result

    async def tools(self) -> list[JSONObject]:
        return plain_list((await self.client.list_tools(cache_mode="bypass")).tools)

    async def call(self, tool: str, arguments: JSONObject) -> Any:
        return plain(await self.client.call_tool(tool, arguments))

    async def once(self, tool: str, arguments: JSONObject, **continuation: Any) -> Any:
        """One round of a call, whatever comes of it."""
        result = await self.client.session.call_tool(
            tool, arguments, allow_input_required=True, **continuation
        )
        return plain(result)

    async def listen(self, **wanted: Any) -> str:
        """Notes what comes, after what is promised, until it is given up or the server ends it."""
        async with self.client.listen(**wanted) as subscription:
            self.notified.add({"honored": plain(subscription.honored)})
            async for event in subscription:
                self.notified.add({"event": type(event).__name__, **asdict(event)})
        return "ended"

    async def resources(self) -> list[JSONObject]:
        return plain_list((await self.client.list_resources(cache_mode="bypass")).resources)

    async def templates(self) -> list[JSONObject]:
        return plain_list((await self.client.list_resource_templates()).resource_templates)

    async def read(self, uri: str) -> list[JSONObject]:
        return plain_list((await self.client.read_resource(uri)).contents)

    async def subscribe(self, uri: str) -> None:
        await self.client.session.subscribe_resource(uri)

    async def unsubscribe(self, uri: str) -> None:
        await self.client.session.unsubscribe_resource(uri)

    async def prompts(self) -> list[JSONObject]:
        return plain_list((await self.client.list_prompts()).prompts)

    async def prompt(self, name: str, arguments: dict[str, str]) -> Any:
        return plain(await self.client.get_prompt(name, arguments))

    async def complete_prompt(self, name: str, argument: str, value: str) -> Any:
        reference = PromptReference(type="ref/prompt", name=name)
        result = await self.client.complete(reference, {"name": argument, "value": value})
        return plain(result.completion)

    async def complete_template(
        self, uri: str, argument: str, value: str, context: dict[str, str] | None = None
    ) -> Any:
        reference = ResourceTemplateReference(type="ref/resource", uri=uri)
        result = await self.client.complete(reference, {"name": argument, "value": value}, context)
        return plain(result.completion)


async def main(*arguments: str) -> None:
    mode, command, *rest = arguments
    server = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    host = Host()
    client = Client(
        server, mode=mode, elicitation_callback=host.elicit, message_handler=host.notice, cache=None
    )
    async with client as host.client:
        await serve(host)


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
