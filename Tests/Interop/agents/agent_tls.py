"""Agents over TLS on a2a-sdk 1.x, each at a door of its own: JSON-RPC, and gRPC at two of them.

    agent_tls.py --certificates FOLDER

Tells where each door is. What differs is what it shows of itself and what it wants to see.
"""

import argparse
import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import grpc
import grpc.aio
import uvicorn
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore
from a2a.types.a2a_pb2 import AgentInterface
from a2a.types.a2a_pb2_grpc import add_A2AServiceServicer_to_server
from agent_v1 import Executor, card
from serving import HOST, Options, record
from starlette.applications import Starlette


@dataclass(frozen=True)
class Door:
    name: str
    certificate: str = "right.pem"
    wants_client: bool = False
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
    speaks_grpc: bool = False
    scheme: str = ""
    """Before the address of gRPC, which most cards have without."""


DOORS = (
    Door("right"),
    Door("expired", "expired.pem"),
    Door("elsewhere", "elsewhere.pem"),
    Door("self-signed", "self-signed.pem"),
    Door("client", wants_client=True),
    Door("old", newest=ssl.TLSVersion.TLSv1_2),
    Door("grpc", speaks_grpc=True),
    Door("grpc-client", wants_client=True, speaks_grpc=True, scheme="https://"),
)


def context(door: Door, certificates: Path) -> ssl.SSLContext:
    result = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    result.maximum_version = door.newest
    result.load_cert_chain(certificates / door.certificate)
    if door.wants_client:
        result.verify_mode = ssl.CERT_REQUIRED
        result.load_verify_locations(certificates / "ca.pem")
    return result


def grpc_server(
    door: Door, certificates: Path, handler: DefaultRequestHandler
) -> tuple[grpc.aio.Server, str]:
    """A server that has its port, and its address without a scheme."""
    server = grpc.aio.server()
    add_A2AServiceServicer_to_server(GrpcHandler(handler), server)
    pair = ((certificates / "right.key").read_bytes(), (certificates / "right.crt").read_bytes())
    authority = (certificates / "ca.pem").read_bytes() if door.wants_client else None
    credentials = grpc.ssl_server_credentials([pair], authority, door.wants_client)
    return server, f"{HOST}:{server.add_secure_port(f'{HOST}:0', credentials)}"


def always(made: ssl.SSLContext) -> Callable[..., ssl.SSLContext]:
    """As uvicorn wants to have it."""
    return lambda *_: made


async def open_door(door: Door, certificates: Path) -> None:
    listener = socket.socket()
    listener.bind((HOST, 0))
    url = f"https://{HOST}:{listener.getsockname()[1]}"
    interface = AgentInterface(protocol_binding="JSONRPC", protocol_version="1.0", url=url)
    agent_card = card(Options(url=url, streaming=True, token=None), interface)
    handler = DefaultRequestHandler(Executor(), InMemoryTaskStore(), agent_card)
    elsewhere = ""
    if door.speaks_grpc:
        server, address = grpc_server(door, certificates, handler)
        interface = AgentInterface(protocol_binding="GRPC", protocol_version="1.0", url=door.scheme + address)
        del agent_card.supported_interfaces[:]
        agent_card.supported_interfaces.append(interface)
        await server.start()
        elsewhere = f" https://{address}"
    app = Starlette(routes=[*create_agent_card_routes(agent_card), *create_jsonrpc_routes(handler, "/")])
    listener.listen()
    record(f"door {door.name} {url}{elsewhere}")
    config = uvicorn.Config(
        app, log_level="critical", ssl_context_factory=always(context(door, certificates))
    )
    await uvicorn.Server(config).serve(sockets=[listener])


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificates", type=Path)
    certificates: Path = parser.parse_args().certificates
    await asyncio.gather(*(open_door(door, certificates) for door in DOORS))


if __name__ == "__main__":
    asyncio.run(main())
