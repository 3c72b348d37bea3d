"""Hosts that read resources, use prompts, complete arguments and are told of changes."""

import json
import re
from collections.abc import Iterator

import desk
import pytest
import script

from conftest import StartProgram
from faulty import FaultyAgent
from peers import Agent
from programs import LEGACY, MCP_1_13, MODERN, Failed, GivenUp, Kind, Program
from validate import JSONObject, problems

CARD = "a2a://desk/card"
PROMPT = "desk_survey_example"
BRIEF = 1000
MORE = re.compile(
    r'\n\n\[[\d,]+ more characters: .*task_id="?(?P<task>[^" ]+)"? and offset=(?P<offset>\d+)\]$'
)
LISTS = {"ToolsListChanged", "PromptsListChanged", "ResourcesListChanged"}
LIST_NOTIFICATIONS = {f"notifications/{name}/list_changed" for name in ("tools", "prompts", "resources")}


@pytest.fixture(scope="module", params=[MODERN, LEGACY, MCP_1_13], ids=lambda kind: kind.id)
def program(
    request: pytest.FixtureRequest, desk_agent: Agent, start_program: StartProgram
) -> Iterator[Program]:
    kind: Kind = request.param
    desk_entry = {"name": "desk", "url": desk_agent.url}
    brief = {"name": "brief", "url": desk_agent.url, "results": {"maxCharacters": BRIEF}}
    program = start_program(kind, [desk_entry, brief])
    program.do("tools")
    yield program
    program.close()


def ended_task(program: Program, tool: str, message: str = "go") -> str:
    return program.call(tool, message=message).trailer["task"]


def test_the_card_is_a_resource(program: Program) -> None:
    listed = {resource["uri"]: resource for resource in program.do("resources")}
    assert listed[CARD]["mimeType"] == "application/json"
    (contents,) = program.do("read", uri=CARD)
    assert contents["uri"] == CARD
    skills = json.loads(contents["text"])["skills"]
    assert {skill["id"] for skill in skills} == {skill.id for skill in desk.DESK_SKILLS}


def test_tasks_and_artifacts_are_templates(program: Program) -> None:
    templates = {template["uriTemplate"] for template in program.do("templates")}
    assert templates == {
        "a2a://{agent}/task/{taskId}",
        "a2a://{agent}/task/{taskId}/artifact/{artifactId}",
    }


def test_a_task_and_its_artifacts_are_read(program: Program) -> None:
    uri = f"a2a://desk/task/{ended_task(program, 'desk_artifacts')}"
    (contents,) = program.do("read", uri=uri)
    artifacts = {artifact["name"]: artifact for artifact in json.loads(contents["text"])["artifacts"]}

    def read(name: str) -> list[JSONObject]:
        blocks: list[JSONObject] = program.do("read", uri=f"{uri}/artifact/{artifacts[name]['artifactId']}")
        return blocks

    assert [block["text"] for block in read("report")] == [script.REPORT_TEXT]
    assert [json.loads(block["text"]) for block in read("numbers")] == [script.REPORT_DATA]
    image, table = read("files")
    assert (image["mimeType"], image["blob"]) == ("image/png", script.PNG_BASE64)
    assert table["mimeType"] == "text/csv"
    assert script.LINK in json.dumps(read("link"))


@pytest.mark.parametrize("uri", ["a2a://desk/task/nonsense", "a2a://nobody/card", "a2a://desk/nonsense"])
def test_a_resource_that_there_is_not(program: Program, uri: str) -> None:
    with pytest.raises(Failed) as refused:
        program.do("read", uri=uri)
    assert refused.value.code == (-32602 if program.kind.is_modern else -32002)


def test_an_example_is_a_prompt(program: Program) -> None:
    prompts = {prompt["name"]: prompt for prompt in program.do("prompts")}
    assert "desk_echo_example" not in prompts
    (argument,) = prompts[PROMPT]["arguments"]
    assert argument["name"] == "request"
    (message,) = program.do("prompt", name=PROMPT, arguments={"request": "3 storms"})["messages"]
    assert message["role"] == "user"
    assert "3 storms" in message["content"]["text"]
    assert "desk_survey" in message["content"]["text"]


def test_a_prompt_that_there_is_not(program: Program) -> None:
    with pytest.raises(Failed) as refused:
        program.do("prompt", name="nonsense", arguments={})
    assert refused.value.code == -32602


def test_arguments_are_completed(program: Program) -> None:
    request = program.do("complete_prompt", name=PROMPT, argument="request", value="2")
    assert request["values"] == ["2 rain", "2 sun"]

    task = ended_task(program, "desk_slow")
    uri = "a2a://{agent}/task/{taskId}"
    assert program.do("complete_template", uri=uri, argument="agent", value="de")["values"] == ["desk"]
    agent = {"agent": "desk"}
    tasks = program.do("complete_template", uri=uri, argument="taskId", value=task[:4], context=agent)
    assert task in tasks["values"]


def test_what_was_cut_off_is_read_on(program: Program) -> None:
    whole = script.big_text(5 * BRIEF // 2)
    for begun in (
        program.call("brief_big", message=str(len(whole))),
        program.call("brief_echo", message=whole.removeprefix(script.ECHO_PREFIX)),
    ):
        pieces = []
        piece = begun
        while more := MORE.search(piece.body):
            pieces.append(piece.body[: more.start()])
            rest = {"agent": "brief", "task_id": more["task"], "offset": int(more["offset"])}
            piece = program.call("a2a_read_more", **rest)
        assert len(pieces) == 2
        assert "".join([*pieces, piece.body]).removeprefix(script.ECHO_PREFIX) == whole


def test_a_resource_is_watched(program: Program) -> None:
    """A task that tells of itself all the time."""
    task = program.call("brief_tick", message="go", wait_seconds=1).trailer["task"]
    uri = f"a2a://brief/task/{task}"
    known = len(program.do("notifications", count=0))
    if program.kind.is_modern:
        watching = program.start("listen", resource_subscriptions=[uri])
        promised, told = program.do("notifications", count=known + 2)[known : known + 2]
        assert promised == {"honored": {"resourceSubscriptions": [uri]}}
        assert told == {"event": "ResourceUpdated", "uri": uri}
        program.give_up(watching)
        with pytest.raises(GivenUp):
            program.end(watching)
    else:
        program.do("subscribe", uri=uri)
        told = program.do("notifications", count=known + 1)[known]
        assert told["method"] == "notifications/resources/updated"
        assert told["params"]["uri"] == uri
        program.do("unsubscribe", uri=uri)
    program.call("a2a_task_cancel", agent="brief", task_id=task)
    (contents,) = program.do("read", uri=uri)
    assert json.loads(contents["text"])["status"]["state"] == "TASK_STATE_CANCELED"


def test_everything_that_was_written_is_valid(program: Program) -> None:
    """The last one: ends the host and judges every line of it."""
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0


@pytest.mark.parametrize("kind", [MODERN, LEGACY, MCP_1_13], ids=lambda kind: kind.id)
def test_an_agent_that_comes_late_changes_all_lists(
    kind: Kind, desk_agent: Agent, start_program: StartProgram
) -> None:
    with FaultyAgent(holds_card=True) as late:
        agents = [{"name": "desk", "url": desk_agent.url}, {"name": "late", "url": late.url}]
        program = start_program(kind, agents)
        lists = {name: program.do(name) for name in ("tools", "prompts", "resources")}
        if kind.is_modern:
            wanted = {
                "tools_list_changed": True,
                "prompts_list_changed": True,
                "resources_list_changed": True,
            }
            program.start("listen", **wanted)
            program.do("notifications", count=1)
        late.release_card()

        told = program.do("notifications", count=4 if kind.is_modern else 3)
        if kind.is_modern:
            assert told[0] == {
                "honored": {
                    "toolsListChanged": True,
                    "promptsListChanged": True,
                    "resourcesListChanged": True,
                }
            }
            assert {event["event"] for event in told[1:]} == LISTS
        else:
            assert {notification["method"] for notification in told} == LIST_NOTIFICATIONS
        for name, before in lists.items():
            news = [entry["name"] for entry in program.do(name) if entry not in before]
            assert any("late" in entry for entry in news), name
    recording = program.close()
    assert problems(recording) == []
    assert recording.exit_code == 0
