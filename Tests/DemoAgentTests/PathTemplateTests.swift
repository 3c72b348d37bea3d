import Testing

@testable import DemoAgent

@Suite("Path templates") struct PathTemplateTests {
  @Test(
    "values are taken from paths that fit",
    arguments: [
      ("/tasks", "/tasks", []), ("/tasks/{id}", "/tasks/1", ["id=1"]),
      ("/tasks/{id}", "/tasks/a%3Ab%2F%20c", ["id=a:b/ c"]),
      ("/tasks/{id}:cancel", "/tasks/1:cancel", ["id=1"]),
      ("/tasks/{id}:cancel", "/tasks/a:b:cancel", ["id=a:b"]), ("/message:send", "/message:send", []),
      ("/{t}/tasks/{id}", "/x/tasks/1", ["t=x", "id=1"]),
      ("/v1/{name=tasks/*}", "/v1/tasks/1", ["name=tasks/1"]),
      ("/v1/{name=tasks/*}:cancel", "/v1/tasks/1:cancel", ["name=tasks/1"]),
      ("/v1/{parent=tasks/*}/configs", "/v1/tasks/1/configs", ["parent=tasks/1"]),
      ("/v1/{name=tasks/*/configs/*}", "/v1/tasks/1/configs/2", ["name=tasks/1/configs/2"]),
    ])
  func fit(_ template: String, path: String, values: [String]) {
    let found = PathTemplate(stringLiteral: template).values(in: path)
    #expect(found?.map { "\($0.name)=\($0.value)" } == values)
  }

  @Test(
    "other paths do not",
    arguments: [
      ("/tasks", "/task"), ("/tasks", "/tasks/"), ("/tasks", "tasks"), ("/tasks", "/tasks:x"),
      ("/tasks/{id}", "/tasks/"), ("/tasks/{id}", "/tasks/1/2"), ("/tasks/{id}", "/tasks/%"),
      ("/tasks/{id}", "/tasks/%ff"), ("/tasks/{id}", "/tasks/1:x"), ("/tasks/{id}:cancel", "/tasks/1"),
      ("/tasks/{id}:cancel", "/tasks/:cancel"), ("/v1/{name=tasks/*}", "/v1/other/1"),
    ])
  func misfit(_ template: String, path: String) {
    #expect(PathTemplate(stringLiteral: template).values(in: path) == nil)
  }

  @Test("a form below a prefix has the places of both")
  func prefix() {
    let template = ("/v1/{name=tasks/*}:cancel" as PathTemplate).under("/{tenant}")
    let values = template.values(in: "/acme/v1/tasks/1:cancel")
    #expect(values?.map { "\($0.name)=\($0.value)" } == ["tenant=acme", "name=tasks/1"])
    #expect(template.values(in: "/v1/tasks/1:cancel") == nil)
  }
}
