/// Whoever has all that a session serves.
package typealias ServerProvider = ToolProvider & TaskProvider & ResourceProvider & PromptProvider
