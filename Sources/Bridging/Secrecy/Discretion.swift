import JSON
import JSONRPC
import MCP
import Settings
import Telemetry

/// Takes the bridge's own secrets out of what an agent has it say: whoever was sent a credential can send it back, and
/// neither a model nor a transcript of it should learn it.
struct Discretion: Sendable {
  let redaction: Redaction

  func clean(_ text: String) -> String { redaction.redacting(text) }

  func clean(_ text: String?) -> String? { text.map { redaction.redacting($0) } }

  func clean(_ answer: ToolAnswer) -> ToolAnswer {
    switch answer {
    case .result(let result): .result(clean(result))
    case .question(let question): .question(clean(question))
    case .task(let task): .task(clean(task))
    }
  }

  func clean(_ result: ToolResult) -> ToolResult {
    var result = result
    result.content = result.content.map { clean($0) }
    result.structuredContent = result.structuredContent?.redacted(by: redaction)
    result.meta = result.meta?.redacted(by: redaction)
    return result
  }

  /// Pictures and sounds stay as they are: in those nobody reads a secret by accident.
  private func clean(_ block: ContentBlock) -> ContentBlock {
    switch block {
    case .text(let text): .text(clean(text))
    case .image, .audio: block
    case .link(let resource): .link(clean(resource))
    }
  }

  /// Its address stays as it is, which has to be given back.
  func clean(_ resource: Resource) -> Resource {
    Resource(
      uri: resource.uri, name: clean(resource.name), title: clean(resource.title),
      description: clean(resource.description), mimeType: clean(resource.mimeType))
  }

  /// Its key and its state stay as they are, which have to be given back.
  private func clean(_ question: ToolQuestion) -> ToolQuestion {
    ToolQuestion(
      key: question.key, clean(question.elicitation), state: question.state,
      fallback: clean(question.fallback))
  }

  private func clean(_ elicitation: Elicitation) -> Elicitation {
    switch elicitation {
    case .form(let message, let form):
      .form(message: clean(message), ElicitationForm(form.fields.map { clean($0) }))
    case .page(let message, let url): .page(message: clean(message), url: clean(url))
    }
  }

  /// Its name and the values of its choices stay as they are, which have to be given back.
  private func clean(_ field: ElicitationForm.Field) -> ElicitationForm.Field {
    let kind: ElicitationForm.Field.Kind =
      switch field.kind {
      case .text, .number, .boolean: field.kind
      case .choice(let options): .choice(options.map { clean($0) })
      case .choices(let options): .choices(options.map { clean($0) })
      }
    return ElicitationForm.Field(
      field.name, kind, title: clean(field.title), description: clean(field.description),
      isRequired: field.isRequired)
  }

  private func clean(_ option: ElicitationForm.Field.Option) -> ElicitationForm.Field.Option {
    ElicitationForm.Field.Option(option.value, title: clean(option.title))
  }

  func clean(_ task: TaskSnapshot) -> TaskSnapshot {
    var task = task
    task.message = clean(task.message)
    switch task.status {
    case .working, .cancelled: break
    case .inputRequired(let question): task.status = .inputRequired(clean(question))
    case .completed(let result): task.status = .completed(clean(result))
    case .failed(let error): task.status = .failed(clean(error))
    }
    return task
  }

  func clean(_ error: RPCError) -> RPCError {
    RPCError(code: error.code, message: clean(error.message), data: error.data?.redacted(by: redaction))
  }

  /// Its name and its schemas stay as they are, by which it is called.
  func clean(_ tool: Tool) -> Tool {
    var tool = tool
    tool.title = clean(tool.title)
    tool.description = clean(tool.description)
    let title = clean(tool.annotations?.title)
    tool.annotations?.title = title
    return tool
  }

  /// Its name and those of its arguments stay as they are, by which it is asked for.
  func clean(_ prompt: Prompt) -> Prompt {
    var prompt = prompt
    prompt.title = clean(prompt.title)
    prompt.description = clean(prompt.description)
    for index in prompt.arguments.indices {
      prompt.arguments[index].description = clean(prompt.arguments[index].description)
    }
    return prompt
  }

  func clean(_ prompt: PromptText) -> PromptText {
    PromptText(clean(prompt.text), description: clean(prompt.description))
  }

  func clean(_ contents: ResourceContents) -> ResourceContents {
    let body: ResourceContents.Body =
      switch contents.body {
      case .text(let text): .text(clean(text))
      case .blob: contents.body
      }
    return ResourceContents(uri: contents.uri, mimeType: clean(contents.mimeType), body)
  }

  func clean(_ failure: ResourceFailure) -> ResourceFailure {
    switch failure {
    case .notFound(let problem): .notFound(clean(problem))
    case .unavailable(let problem): .unavailable(clean(problem))
    }
  }

  /// Reports to `progress` what is clean of what is reported.
  func clean(_ progress: ProgressReporter) -> ProgressReporter {
    guard progress.isWanted else { return progress }
    return ProgressReporter { progress.report(clean($0)) }
  }
}
