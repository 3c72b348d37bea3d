"""The agent behind authentication on a2a-sdk 1.x: under each path a card and JSON-RPC in A2A 1.0."""

import script
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.request_handlers.grpc_handler import GrpcHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore
from a2a.types.a2a_pb2 import (
    AgentCard,
    AgentInterface,
    AgentSkill,
    SecurityRequirement,
    SecurityScheme,
    StringList,
)
from a2a.types.a2a_pb2_grpc import add_A2AServiceServicer_to_server
from a2a.utils.constants import AGENT_CARD_WELL_KNOWN_PATH
from agent_v1 import Executor, Turn, card
from google.protobuf.json_format import ParseDict
from guarding import Gate, TokenInterceptor, World, world
from guards import (
    GUARDS,
    SCHEMES,
    SECRET_SKILL,
    VAULT_ANSWER,
    WRITING_SCOPE,
    WRITING_SKILL,
    Guard,
    flow,
)
from serving import Options, serve
from serving_grpc import GRPCListener
from starlette.applications import Starlette
from starlette.types import ASGIApp


class Guarded(Executor):
    async def vault(self, turn: Turn) -> None:
        await turn.complete(VAULT_ANSWER)


def scheme(written: script.JSONObject) -> SecurityScheme:
    """From OpenAPI's way to write it."""
    match written:
        case {"type": "http", **rest}:
            shape: script.JSONObject = {"httpAuthSecurityScheme": rest}
        case {"type": "apiKey", "in": place, "name": name}:
            shape = {"apiKeySecurityScheme": {"location": place, "name": name}}
        case {"type": "oauth2", "flows": flows}:
            shape = {"oauth2SecurityScheme": {"flows": flows}}
    return ParseDict(shape, SecurityScheme())


def requirement(name: str, *scopes: str) -> SecurityRequirement:
    return SecurityRequirement(schemes={name: StringList(list=scopes)})


def interface(options: Options, guard: Guard, grpc_address: str) -> AgentInterface:
    if guard.speaks_grpc:
        return AgentInterface(protocol_binding="GRPC", protocol_version="1.0", url=grpc_address)
    return AgentInterface(
        protocol_binding="JSONRPC", protocol_version="1.0", url=f"{options.url}/{guard.name}"
    )


def guarded_card(options: Options, guard: Guard, world: World, interface: AgentInterface) -> AgentCard:
    agent_card = card(options, interface)
    agent_card.name = guard.name
    if guard.scheme is not None:
        written = SCHEMES.get(guard.scheme) or flow(f"{world.elsewhere}/token")
        agent_card.security_schemes[guard.scheme].CopyFrom(scheme(written))
        scopes = ("ask",) if guard.scheme == "oauth" else ()
        agent_card.security_requirements.append(requirement(guard.scheme, *scopes))
        for skill in agent_card.skills:
            if guard.scheme == "oauth" and skill.id == WRITING_SKILL:
                skill.security_requirements.append(requirement(guard.scheme, WRITING_SCOPE))
    if guard.leads_elsewhere:
        foreign = AgentInterface(
            protocol_binding="JSONRPC", protocol_version="1.0", url=f"{world.elsewhere}/elsewhere"
        )
        agent_card.supported_interfaces.insert(0, foreign)
    agent_card.capabilities.extended_agent_card = guard.is_extended
    return agent_card


def extended(agent_card: AgentCard) -> AgentCard:
    result = AgentCard()
    result.CopyFrom(agent_card)
    skill = AgentSkill(id=SECRET_SKILL, name="Vault", description="Opens the vault.", tags=["test"])
    result.skills.append(skill)
    return result


async def build(options: Options) -> ASGIApp:
    where = world()
    grpc = GRPCListener(None, TokenInterceptor(where))
    routes = []
    for guard in GUARDS:
        agent_card = guarded_card(options, guard, where, interface(options, guard, grpc.address))
        handler = DefaultRequestHandler(
            Guarded(),
            InMemoryTaskStore(),
            agent_card,
            extended_agent_card=extended(agent_card) if guard.is_extended else None,
        )
        path = f"/{guard.name}"
        routes += create_agent_card_routes(agent_card, card_url=path + AGENT_CARD_WELL_KNOWN_PATH)
        if guard.speaks_grpc:
            add_A2AServiceServicer_to_server(GrpcHandler(handler), grpc.server)
        else:
            routes += create_jsonrpc_routes(handler, path)
    app = Starlette(routes=routes)
    await grpc.start(app)
    return Gate(app, where)


if __name__ == "__main__":
    serve(build)
