"""The gRPC side of a test agent: a server on a free port, and the bearer token where one is wanted."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
import grpc.aio
from serving import HOST, record
from starlette.applications import Starlette

Continuation = Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler]]


Refusal = tuple[grpc.StatusCode, str]


class Interceptor(grpc.aio.ServerInterceptor):
    """Refuses calls before anything is done for them."""

    async def refusal(self, authorization: str) -> Refusal | None:
        raise NotImplementedError

    async def intercept_service(
        self, continuation: Continuation, call: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler:
        handler = await continuation(call)
        refusal = await self.refusal(dict(call.invocation_metadata).get("authorization", ""))
        if refusal is None:
            return handler

        async def refuse(request: bytes, context: Any) -> None:
            await context.abort(*refusal)

        async def refuse_stream(request: bytes, context: Any) -> Any:
            await refuse(request, context)
            yield

        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(refuse_stream)
        return grpc.unary_unary_rpc_method_handler(refuse)


class BearerInterceptor(Interceptor):
    """Refuses every call that does not carry the token."""

    def __init__(self, token: str) -> None:
        self.expected = f"Bearer {token}"

    async def refusal(self, authorization: str) -> Refusal | None:
        if hmac.compare_digest(authorization, self.expected):
            return None
        return grpc.StatusCode.UNAUTHENTICATED, "a bearer token is wanted"


class GRPCListener:
    """A server that has its port before it has its services, as the card names the port."""

    def __init__(self, token: str | None = None, *more: Interceptor) -> None:
        interceptors = [*more] if token is None else [BearerInterceptor(token), *more]
        self.server = grpc.aio.server(interceptors=interceptors)
        self.address = f"{HOST}:{self.server.add_insecure_port(f'{HOST}:0')}"

    async def start(self, app: Starlette) -> None:
        """Serves for as long as the app is there: a server that nobody holds ends."""
        record(f"grpc {self.address}")
        app.state.grpc = self.server
        await self.server.start()
