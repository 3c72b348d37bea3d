/// The JSON of 0.3's schema (specification 0.3.0 §6), in which every object says what it is by its `kind`.
struct V03Words: Words {}
