import A2A
import JSON
import MCP
import Settings
import Testing

@testable import Bridging

@Suite struct ToolCatalogTests {
  @Test func listsEverySkillAndTheHelpers() throws {
    let agent = try Samples.agent(skills: [
      AgentSkill(id: "forecast", name: "Forecast"), AgentSkill(id: "history", name: "History"),
    ])
    let catalog = ToolCatalog([agent])
    #expect(
      catalog.tools.map(\.name) == [
        "weather_forecast", "weather_history", "a2a_task_wait", "a2a_task_cancel", "a2a_read_more",
      ])
    #expect(catalog.tools[0].title == "Weather – Forecast")
    #expect(catalog.names(of: agent) == ["weather_forecast", "weather_history"])
    #expect(ToolCatalog().tools.isEmpty)
  }

  /// How many skills there are, and how many become tools once the user has chosen.
  @Test(
    arguments: [
      (AgentSnapshot.maxSkills, nil, AgentSnapshot.maxSkills, 0),
      (AgentSnapshot.maxSkills + 3, nil, AgentSnapshot.maxSkills, 3),
      (5_000, "*7", 500, 0), (5_000, "*", AgentSnapshot.maxSkills, 4_000),
    ] as [(Int, String?, Int, Int)])
  func boundsTheToolsOfOneAgent(_ count: Int, _ include: String?, _ tools: Int, _ omitted: Int) throws {
    var settings = AgentSettings(url: "https://weather.example")
    if let include { settings.tools.include = [try #require(Glob(include))] }
    let skills = (0..<count).map { AgentSkill(id: "s\($0)", name: "S") }
    let agent = try Samples.agent(skills: skills, settings: settings)
    #expect(agent.skills.count == tools)
    #expect(agent.omittedSkills == omitted)
    let other = try Samples.agent("other", settings: AgentSettings(url: "https://other.example"))
    #expect(ToolCatalog([agent, other]).names(of: other) == ["other_forecast"])
  }

  @Test(arguments: [ToolMode.perSkill, .perAgent]) func saysWhereFilesMayComeFrom(_ mode: ToolMode) throws {
    var settings = AgentSettings(url: "https://weather.example")
    settings.filesRoot = "/home/u/files"
    settings.tools.mode = mode
    let skill = AgentSkill(id: "s", name: "S", inputModes: ["image/png"])
    let tool = ToolCatalog([try Samples.agent(skills: [skill], settings: settings)]).tools[0]
    let words =
      "Files for the agent, as http or https URLs that it can fetch, or as paths of files in /home/u/files, each of "
      + "at most 5 MiB."
    #expect(tool.inputSchema["properties"]?["files"]?["description"]?.string == words)
  }

  @Test func carriesTheSchemaThatTheUserPromises() throws {
    var settings = AgentSettings(url: "https://weather.example")
    settings.tools.outputSchemas = ["forecast": ["type": "object"], "none": ["type": "object"]]
    let skills = ["forecast", "history"].map { AgentSkill(id: $0, name: $0) }
    let tools = ToolCatalog([try Samples.agent(skills: skills, settings: settings)]).tools
    #expect(tools.map(\.outputSchema) == [["type": "object"], nil, nil, nil, nil])
  }

  @Test func makesOneToolOfAnAgentWithoutSkills() throws {
    #expect(ToolCatalog([try Samples.agent(skills: [])]).tools.first?.name == "weather_ask")
  }

  @Test func followsTheUsersWishes() throws {
    var settings = AgentSettings(url: "https://weather.example")
    settings.tools.include = [try #require(Glob("forecast*"))]
    settings.tools.exclude = [try #require(Glob("*-secret"))]
    settings.tools.rename = ["forecast-daily": "daily"]
    settings.tools.descriptions = ["forecast-daily": "My own words."]
    let ids = ["forecast-daily", "forecast-secret", "history"]
    let agent = try Samples.agent(skills: ids.map { AgentSkill(id: $0, name: $0) }, settings: settings)
    let tools = ToolCatalog([agent]).tools
    #expect(tools.map(\.name) == ["weather_daily", "a2a_task_wait", "a2a_task_cancel", "a2a_read_more"])
    #expect(tools[0].description.hasPrefix("My own words.\n"))
    #expect(
      !tools[0].description.contains("own words, ") && !tools[0].description.contains("described in its own"))
  }

  @Test func describesASkillAsTheAgentsOwnWords() throws {
    let skill = AgentSkill(
      id: "forecast", name: "Forecast", description: "Tells the\u{1B}[2J weather.\nNow.",
      tags: ["sky", "rain"],
      examples: ["Rain in Oslo?", "Sun?", "Wind?", "a fourth"])
    let agent = try Samples.agent(skills: [skill])
    #expect(
      ToolCatalog([agent]).tools[0].description == """
        Tells the weather. Now.
        A skill of the remote agent "Weather" (weather.example), described in its own words. It sees neither this \
        conversation nor the user's files: write all it needs into `message`.
        Examples: "Rain in Oslo?"; "Sun?"; "Wind?"
        Tags: sky, rain
        """)
  }

  @Test func boundsWhatAnAgentSays() throws {
    let long = String(repeating: "long ", count: 1_000_000)
    let skill = AgentSkill(
      id: "s", name: long, description: long, tags: [long, long], examples: [long, long, long])
    let tool = ToolCatalog([try Samples.agent(skills: [skill])]).tools[0]
    #expect(tool.description.count <= ToolWords.maxDescription)
    #expect((tool.title?.count ?? 0) <= 100)
  }

  @Test(arguments: [
    ([], []), (["text"], []), (["text/plain", "text/markdown"], []),
    (["application/json"], ["data"]), (["text/plain", "application/geo+json"], ["data"]),
    (["data"], ["data"]),
    (["image/png"], ["files"]), (["application/pdf", "application/json"], ["data", "files"]),
  ]) func offersWhatTheSkillTakes(_ modes: [String], _ extra: [String]) throws {
    let tool = ToolCatalog([try Samples.agent(skills: [AgentSkill(id: "s", name: "S", inputModes: modes)])])
      .tools[0]
    let schema = tool.inputSchema
    #expect(schema["type"] == "object")
    #expect(schema["required"] == ["message"])
    #expect(
      schema["properties"]?.object?.names == ["message"] + extra + ["context_id", "task_id", "wait_seconds"])
    let properties = schema["properties"]?.object?.members ?? []
    for property in properties {
      #expect(property.value["type"]?.string != nil && property.value["description"] != nil)
    }
    #expect(tool.annotations?.readOnlyHint == false && tool.annotations?.openWorldHint == true)
    let files = "Files for the agent, as http or https URLs that it can fetch."
    #expect(!extra.contains("files") || schema["properties"]?["files"]?["description"] == .string(files))
    #expect(tool.annotations?.idempotentHint == false && tool.annotations?.destructiveHint == true)
  }
}
