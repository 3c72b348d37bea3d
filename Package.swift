// swift-tools-version: 6.2
import PackageDescription

// Targets stand in layer order, lowest first; imports only point down (see "Architecture" in README.md).
// `swift build --explicit-target-dependency-import-check error` turns a forgotten dependency into an error.

/// What every target shares: warnings are errors, unsafe code is marked, and the defaults of the next language mode.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// For code that a generator writes (see Sources/A2AProtobuf/generate): it marks no unsafe code and no imports.
let generated: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix"].map {
  Target.Dependency.product(name: $0, package: "swift-nio")
}

let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")

let package = Package(
  name: "a2a-bridge",
  products: [.executable(name: "a2a-bridge", targets: ["a2a-bridge"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    // Without its default traits the library needs FoundationEssentials only.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
  ],
  targets: [
    // Layer 0
    .target(name: "JSON", swiftSettings: strict),
    .target(
      name: "A2AProtobuf", dependencies: [protobuf], exclude: ["generate", "protos"],
      swiftSettings: generated),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CSpawn"),

    .target(name: "Encodings", swiftSettings: strict),
    .target(name: "Storage", swiftSettings: strict),

    // Layer 1
    .target(name: "JSONRPC", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "Telemetry", dependencies: [logging], swiftSettings: strict),

    .target(name: "JOSE", dependencies: ["Encodings", "JSON", crypto, cryptoExtras], swiftSettings: strict),

    // Layer 2
    .target(
      name: "HTTP", dependencies: ["CCurl", "Encodings", "Telemetry", crypto], swiftSettings: strict),
    .target(name: "Settings", dependencies: ["JSON", "Telemetry"], swiftSettings: strict),
    .target(name: "HTTPServer", dependencies: nio + [nioHTTP2], swiftSettings: strict),

    // Layer 3: these do not know each other
    .target(name: "MCP", dependencies: ["JSON", "JSONRPC", "Telemetry", logging], swiftSettings: strict),
    .target(
      name: "A2A", dependencies: ["A2AProtobuf", "HTTP", "JSON", "JSONRPC", "Telemetry", protobuf],
      swiftSettings: strict),
    .target(
      name: "Auth",
      dependencies: [
        "CSpawn", "Encodings", "HTTP", "HTTPServer", "JOSE", "JSON", "Settings", "Storage", "Telemetry",
        crypto,
      ],
      swiftSettings: strict),
    .target(
      name: "DemoAgent",
      dependencies: ["A2AProtobuf", "HTTPServer", "JSON", "JSONRPC", crypto, protobuf] + nio,
      swiftSettings: strict),

    // Layer 4: the only target that knows both protocols
    .target(
      name: "Bridging",
      dependencies: [
        "A2A", "Auth", "Encodings", "HTTP", "HTTPServer", "JOSE", "JSON", "JSONRPC", "MCP", "Settings",
        "Storage",
        "Telemetry", crypto, logging,
      ],
      swiftSettings: strict),

    // Layer 5
    .executableTarget(
      name: "a2a-bridge",
      dependencies: [
        "Auth", "Bridging", "CCurl", "CSpawn", "DemoAgent", "HTTP", "JSON", "MCP", "Settings", "Telemetry",
        argumentParser,
        logging,
      ],
      swiftSettings: strict),

    // Tests: one per target, and the built program over real pipes
    .target(
      name: "TestSupport",
      dependencies: [
        "A2A", "Encodings", "HTTP", "HTTPServer", "JSON", "MCP", "Telemetry", crypto, cryptoExtras,
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
    .testTarget(name: "EncodingsTests", dependencies: ["Encodings"], swiftSettings: strict),
    .testTarget(
      name: "JOSETests", dependencies: ["Encodings", "JOSE", "JSON", crypto, cryptoExtras],
      exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(name: "JSONRPCTests", dependencies: ["JSON", "JSONRPC"], swiftSettings: strict),
    .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", logging], swiftSettings: strict),
    .testTarget(
      name: "HTTPTests", dependencies: ["CCurl", "Encodings", "HTTP", "Telemetry", "TestSupport", crypto],
      swiftSettings: strict),
    .testTarget(
      name: "HTTPServerTests", dependencies: ["HTTPServer", nioEmbedded, nioHTTP2, nioHPACK] + nio,
      swiftSettings: strict),
    .testTarget(
      name: "MCPTests", dependencies: ["JSON", "JSONRPC", "MCP", "Telemetry", "TestSupport", logging],
      swiftSettings: strict),
    .testTarget(
      name: "A2ATests",
      dependencies: ["A2A", "A2AProtobuf", "HTTP", "JOSE", "JSON", "TestSupport", "Telemetry", protobuf],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "AuthTests",
      dependencies: [
        "Auth", "Encodings", "HTTP", "HTTPServer", "JOSE", "JSON", "Settings", "Storage", "Telemetry",
        "MCP", "TestSupport", crypto, cryptoExtras,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SettingsTests", dependencies: ["JSON", "Settings", "Telemetry", logging], swiftSettings: strict),
    .testTarget(
      name: "DemoAgentTests",
      dependencies: ["A2AProtobuf", "DemoAgent", "HTTPServer", "JSON", "JSONRPC", crypto, protobuf],
      swiftSettings: strict),
    .testTarget(
      name: "BridgingTests",
      dependencies: [
        "A2A", "Auth", "Bridging", "Encodings", "HTTP", "HTTPServer", "JOSE", "JSON", "JSONRPC", "MCP",
        "Settings",
        "Storage", "Telemetry", "TestSupport", crypto, cryptoExtras, logging,
      ],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "A2A", "Auth", "HTTP", "HTTPServer", "a2a-bridge", "Bridging", "DemoAgent", "Encodings", "JOSE",
        "JSON", "MCP",
        "Settings", "Storage", "Telemetry", "TestSupport", crypto,
      ],
      swiftSettings: strict),

    // Not shipped: see Benchmarks/run
    .executableTarget(
      name: "JSONBenchmark", dependencies: ["JSON"], path: "Benchmarks/JSON", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// Only for Tests/Fuzz/run, which brings libFuzzer: without that the program would not link.
if Context.environment["A2A_BRIDGE_FUZZ"] != nil {
  package.targets += [
    .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "A2A", "CFuzzer", "HTTP", "JOSE", "JSON", "JSONRPC", "MCP", "Settings", "Telemetry", "TestSupport",
        logging,
      ],
      path: "Tests/Fuzz", exclude: ["CFuzzer", "run", "seeds"], swiftSettings: strict),
  ]
}
