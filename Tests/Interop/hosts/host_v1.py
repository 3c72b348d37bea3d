"""A host on the 1.x generation of the `mcp` package, from 1.13 on."""

import os
import sys
from typing import Any

import anyio
from hosting import Hosting, JSONObject, Refusal, plain, plain_list, serve
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.types import (
    INTERNAL_ERROR,
    CancelledNotification,
    CancelledNotificationParams,
    ClientNotification,
    ElicitRequestParams,
    ElicitResult,
    ErrorData,
    PromptReference,
    ResourceTemplateReference,
    ServerNotification,
)
from pydantic import AnyUrl


class Host(Hosting):
    session: ClientSession
    agreed: Any
    """What `initialize` ended with."""

    async def elicit(self, context: Any, params: ElicitRequestParams) -> ElicitResult | ErrorData:
        try:
            return ElicitResult.model_validate(await self.user.answer(plain(params)))
        except Refusal as refusal:
            return ErrorData(code=INTERNAL_ERROR, message=str(refusal))

    async def notice(self, message: Any) -> None:
        if isinstance(message, ServerNotification) and message.root.method != "notifications/progress":
            self.notified.add(plain(message))

    async def version(self) -> str:
        return str(self.agreed.protocolVersion)

    async def capabilities(self) -> JSONObject:
        result: JSONObject = plain(self.agreed.capabilities)
        return result

    async def tools(self) -> list[JSONObject]:
        return plain_list((await self.session.list_tools()).tools)

    async def call(self, tool: str, arguments: JSONObject) -> Any:
        # The id that the session is about to use; it tells nobody.
        request_id = self.session._request_id
        try:
            return plain(await self.session.call_tool(tool, arguments))
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                await self.cancel(request_id)
            raise

    async def cancel(self, request_id: int) -> None:
        """Tells the server what this generation keeps to itself when a call is given up."""
        params = CancelledNotificationParams(requestId=request_id, reason="caller cancelled")
        notification = CancelledNotification(method="notifications/cancelled", params=params)
        await self.session.send_notification(ClientNotification(notification))

    async def resources(self) -> list[JSONObject]:
        return plain_list((await self.session.list_resources()).resources)

    async def templates(self) -> list[JSONObject]:
        return plain_list((await self.session.list_resource_templates()).resourceTemplates)

    async def read(self, uri: str) -> list[JSONObject]:
        return plain_list((await self.session.read_resource(AnyUrl(uri))).contents)

    async def subscribe(self, uri: str) -> None:
        await self.session.subscribe_resource(AnyUrl(uri))

    async def unsubscribe(self, uri: str) -> None:
        await self.session.unsubscribe_resource(AnyUrl(uri))

    async def prompts(self) -> list[JSONObject]:
        return plain_list((await self.session.list_prompts()).prompts)

    async def prompt(self, name: str, arguments: dict[str, str]) -> Any:
        return plain(await self.session.get_prompt(name, arguments))

    async def complete_prompt(self, name: str, argument: str, value: str) -> Any:
        reference = PromptReference(type="ref/prompt", name=name)
        result = await self.session.complete(reference, {"name": argument, "value": value})
        return plain(result.completion)

    async def complete_template(
        self, uri: str, argument: str, value: str, context: dict[str, str] | None = None
    ) -> Any:
        reference = ResourceTemplateReference(type="ref/resource", uri=uri)
        result = await self.session.complete(reference, {"name": argument, "value": value}, context)
        return plain(result.completion)


async def main(*command: str) -> None:
    server = StdioServerParameters(command=command[0], args=list(command[1:]), env=dict(os.environ))
    host = Host()
    async with stdio_client(server) as (reading, writing):
        session = ClientSession(
            reading, writing, elicitation_callback=host.elicit, message_handler=host.notice
        )
        async with session as host.session:
            host.agreed = await host.session.initialize()
            await serve(host)


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
