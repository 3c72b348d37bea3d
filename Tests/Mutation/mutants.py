"""The guards that keep agents within their bounds, and what the program would be without each."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutant:
    name: str
    path: str
    text: str
    """Stands exactly once in the file."""
    replacement: str
    tests: str
    """A pattern for the tests that must notice."""

    def made(self, root: Path) -> str | None:
        """The file without its guard; None when the guard is not found as it is here."""
        content = (root / self.path).read_text()
        if content.count(self.text) != 1:
            return None
        return content.replace(self.text, self.replacement)


MUTANTS = [
    Mutant(
        "credentials for every origin",
        "Sources/Auth/OriginBoundAuthorizer.swift",
        "guard origins.contains(request.url.origin) else { return }",
        "",
        "OriginBoundAuthorizerTests",
    ),
    Mutant(
        "interfaces anywhere",
        "Sources/A2A/Card/InterfaceChoice.swift",
        "if resolved.origin == source.origin || allowed.contains(resolved.origin) {",
        "if true {",
        "CardPlacesTests|CardReadingTests",
    ),
    Mutant(
        "card redirects anywhere",
        "Sources/A2A/Card/CardFetcher.swift",
        "guard target.origin == place.origin || target.secures(place) else {",
        "guard true else {",
        "CardFetcherTests",
    ),
    Mutant(
        "call redirects anywhere",
        "Sources/A2A/Bindings/AgentEndpoint.swift",
        "let target = try? place.resolving(location), target.origin == place.origin",
        "let target = try? place.resolving(location)",
        "A2ATests|EndToEndTests.CredentialTests",
    ),
    Mutant(
        "calls without a limit",
        "Sources/Bridging/Calls/Limits/CallRates.swift",
        "guard let longest = waits.max(by: { $0.0 < $1.0 }), longest.0 > .zero else { return nil }",
        "guard let longest = waits.max(by: { $0.0 < $1.0 }), longest.0 < .zero else { return nil }",
        "CallLimiterTests|LimitedCallTests",
    ),
    Mutant(
        "circles without an end",
        "Sources/Bridging/Calls/Limits/CallLimiter.swift",
        "guard hop <= self.limits.hops else {",
        "guard true else {",
        "CallLimiterTests|LimitedCallTests",
    ),
    Mutant(
        "calls side by side without a limit",
        "Sources/Bridging/Calls/Limits/CallGate.swift",
        "guard state.inside < limit else { return false }",
        "guard true else { return false }",
        "CallGateTests",
    ),
    Mutant(
        "audit lines that fit no digest",
        "Sources/Bridging/Audit/AuditCheck.swift",
        "guard line.isIntact else { return .altered }",
        "",
        "AuditCheckTests",
    ),
    Mutant(
        "audit lines that follow no other",
        "Sources/Bridging/Audit/AuditCheck.swift",
        "case last.seq + 1: return line.previous == last.hash ? nil : .altered",
        "case last.seq + 1: return nil",
        "AuditCheckTests",
    ),
    Mutant(
        "secrets in the audit file",
        "Sources/Bridging/Audit/AuditRecord.swift",
        "case .string(let string): .string(redaction.redacting(string))",
        "case .string: value",
        "AuditWordsTests",
    ),
    Mutant(
        "artifacts without a limit",
        "Sources/A2A/Model/AgentTask.swift",
        "guard artifacts.count < Self.maxArtifacts else {",
        "guard true else {",
        "AnswerLimitsTests",
    ),
    Mutant(
        "credentials shown before the card asks for them",
        "Sources/A2A/Card/CardFetcher.swift",
        "let request = shows ? try await authorized(bare) : bare",
        "let request = try await authorized(bare)",
        "CardCredentialTests",
    ),
    Mutant(
        "a stream that has begun is asked for again",
        "Sources/A2A/Bindings/JSONExchange.swift",
        "throw hasHeard ? error.afterAction : error",
        "throw error",
        "RefusalTests",
    ),
    Mutant(
        "the query of a redirect told",
        "Sources/A2A/Bindings/WireAnswer.swift",
        '.prefix { $0 != "?" }',
        "",
        "RefusalTests",
    ),
    Mutant(
        "whatever a program prints is sent",
        "Sources/Auth/CredentialPart.swift",
        "try place.check(secret)",
        "try place.check()",
        "OriginBoundAuthorizerTests",
    ),
    Mutant(
        "a cookie that holds another",
        "Sources/Auth/CredentialPlace.swift",
        "if case .cookie = self, !secret.withRevealed(\\.isCookieValue) {",
        "if false {",
        "OriginBoundAuthorizerTests",
    ),
    Mutant(
        "all variables for a program",
        "Sources/Auth/Secrets/ChildEnvironment.swift",
        "(names.contains(name) || prefixes.contains { name.hasPrefix($0) })",
        "true",
        "SecretProgramTests",
    ),
    Mutant(
        "secrets of the configuration for a program",
        "Sources/Auth/Secrets/ChildEnvironment.swift",
        "&& redaction.redacting(value) != Secret.mark",
        "",
        "SecretProgramTests",
    ),
    Mutant(
        "all descriptors for a program",
        "Sources/Auth/Secrets/ChildProcess.swift",
        "unsafe posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1)",
        "",
        "SecretProgramTests",
    ),
    Mutant(
        "a program prints without end",
        "Sources/Auth/Secrets/ChildProcess.swift",
        "if printed.count > output { throw .tooMuch }",
        "",
        "SecretProgramTests",
    ),
    Mutant(
        "programs of the current folder",
        "Sources/Auth/Secrets/ProgramPath.swift",
        '.filter { $0.hasPrefix("/") }',
        "",
        "SecretProgramTests",
    ),
    Mutant(
        "scopes of a card that nobody has allowed",
        "Sources/Bridging/Authentication/SkillScopes.swift",
        "settings.asksForSkillScopes,",
        "true,",
        "SkillScopesTests",
    ),
    Mutant(
        "controls in an agent's words",
        "Sources/Bridging/Words/TextCleaner.swift",
        "guard keepsBreaks, scalar.properties.isWhitespace else { return nil }",
        "guard keepsBreaks, scalar.properties.isWhitespace else { return scalar }",
        "TextCleanerTests|HostileWordsTests",
    ),
    Mutant(
        "forged trailers",
        "Sources/Bridging/Results/Trailer.swift",
        "      let isSign = begins(scalars[index...])",
        "      let isSign = false",
        "ResultTextTests|HostileWordsTests",
    ),
    Mutant(
        "feigned lines",
        "Sources/Bridging/Words/OwnLine.swift",
        "if isStart, isFeigned(",
        "if false, isFeigned(",
        "OwnLineTests",
    ),
    Mutant(
        "instructions in a card",
        "Sources/Bridging/Words/WithheldWords.swift",
        "guard let hit = words ?? Self.hit(inID: id) else { return (self, nil) }",
        "guard let hit = words ?? Self.hit(inID: id), false else { return (self, nil) }",
        "InjectionTests",
    ),
    Mutant(
        "look-alike tools",
        "Sources/Bridging/Tools/ConfusableName.swift",
        "guard !bearer.isNamedByUser, let",
        "guard false, !bearer.isNamedByUser, let",
        "ConfusableNameTests",
    ),
    Mutant(
        "linked files unasked",
        "Sources/Bridging/Calls/CallRunner.swift",
        "guard agent.settings.results.fetchesFiles else { return }",
        "",
        "LinkedFilesTests",
    ),
    Mutant(
        "linked files without TLS",
        "Sources/Bridging/Files/LinkedFiles.swift",
        """guard url.scheme == "https" else {""",
        "guard true else {",
        "LinkedFilesTests",
    ),
    Mutant(
        "a key for every algorithm",
        "Sources/JOSE/SigningKey.swift",
        "algorithms = algorithms.filter { $0.rawValue == only.string }",
        "algorithms = algorithms.filter { _ in !only.isNull }",
        "WebSignatureTests|SigningKeyTests",
    ),
    Mutant(
        "signatures with extensions",
        "Sources/JOSE/SignatureHeader.swift",
        'if header["crit"] != nil {',
        "if false {",
        "WebSignatureTests",
    ),
    Mutant(
        "headers of signatures in two readings",
        "Sources/JOSE/SignatureHeader.swift",
        "(try? JSONValue(parsing: bytes, limits: limits, dialect: .configuration)) != nil",
        "true",
        "WebSignatureTests",
    ),
    Mutant(
        "every key for a signature",
        "Sources/JOSE/KeySet.swift",
        "&& (header.keyID == nil || header.keyID == key.id)",
        "",
        "KeySetTests",
    ),
    Mutant(
        "cards beside what was signed of them",
        "Sources/Bridging/Trust/CardVerifier.swift",
        "return verdict(.verified(key: signed.key), try fetched.reading(signed))",
        "_ = try fetched.reading(signed); return verdict(.verified(key: signed.key), fetched)",
        "CardVerifierTests",
    ),
    Mutant(
        "kept cards without the signature that is required",
        "Sources/Bridging/Agents/RemoteAgent.swift",
        "return settings.cardTrust.signatures.refusal(of: signature) == nil",
        'return settings.cardTrust.signatures.refusal(of: signature) != "never"',
        "SignedAgentTests",
    ),
    Mutant(
        "keys in the clear",
        "Sources/Bridging/Trust/CardKeys.swift",
        'url.scheme == "https" || url.isLoopback',
        "true",
        "CardVerifierTests",
    ),
    Mutant(
        "agents that move",
        "Sources/Bridging/Trust/CardJudgement.swift",
        "if concernsIdentity, !(isLocal && old.isLocal && new.isLocal) {",
        "if concernsIdentity, isLocal != isLocal {",
        "CardJudgementTests",
    ),
    Mutant(
        "skills that nobody has accepted",
        "Sources/Bridging/Trust/CardJudgement.swift",
        "case .pin: self.init(withheld: Self.withheld(of: new, after: old), changes, isAccepted: false)",
        "case .pin: self.init(withheld: .nothing, changes, isAccepted: false)",
        "CardJudgementTests|DriftTests",
    ),
    Mutant(
        "notes of what was accepted by anybody",
        "Sources/Bridging/Trust/PinFolder.swift",
        "guard Array(code.utf8).isSame(as: Array(Array(expected).hexadecimal.utf8)),",
        "guard !code.isEmpty, !Array(expected).isEmpty,",
        "PinFolderTests",
    ),
    Mutant(
        "another agent's note",
        "Sources/Bridging/Trust/PinFolder.swift",
        'content["agent"] == .string(url.description)',
        'content["agent"] != nil',
        "PinFolderTests",
    ),
    Mutant(
        "calls of withheld agents",
        "Sources/Bridging/Tools/ToolCatalog.swift",
        "snapshots.filter { !$0.withholding.isWhole }",
        "snapshots",
        "DriftTests",
    ),
]
