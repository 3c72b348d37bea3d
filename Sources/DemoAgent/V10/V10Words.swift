/// The JSON of 1.0 (specification §4), which is the ProtoJSON of its `a2a.proto` and the same in all bindings.
struct V10Words: Words {}
