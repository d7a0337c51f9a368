// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

/// A target of the project; every one is compiled under the same strict settings.
func target(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "meibo",
    products: [
        .executable(name: "lists", targets: ["lists"]),
        .executable(name: "lists-mail", targets: ["lists-mail"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .systemLibrary(
            name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"]), .brew(["libidn2"])]),
        .systemLibrary(
            name: "CUnistring", providers: [.apt(["libunistring-dev"]), .brew(["libunistring"])]),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]),
        .systemLibrary(
            name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"]), .brew(["expat"])]),
        .systemLibrary(
            name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"]), .brew(["gmime"])]),
        .systemLibrary(
            name: "CDKIM", pkgConfig: "opendkim", providers: [.apt(["libopendkim-dev"]), .brew(["opendkim"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .systemLibrary(name: "CLinux"),
        target("Consent", ["CIDN2", "CUnistring", crypto]),
        target("SQL", ["Consent"]),
        .target(name: "CArchiveLoader", linkerSettings: [.linkedLibrary("dl")]),
        target("Intake", ["Consent", "CArchiveLoader", "CExpat"]),
        target("Segments", ["Consent", "SQL"]),
        target("Proof", ["Consent", crypto]),
        target("Engines", ["Consent", "Proof", crypto]),
        target("Messages", ["CGMime", "CDKIM"]),
        target("Processes", ["CLinux"]),
        target("Relay", ["Processes", "CCurl"]),
        target("Postgres", ["Consent", "SQL", "CLibPQ"]),
        target(
            "Store", ["Consent", "Proof", "SQL", "Postgres", "Processes", crypto],
            resources: [.embedInCode("schema.sql"), .embedInCode("bases.sql")]),
        target(
            "Flows",
            [
                "Consent", "Proof", "Intake", "SQL", "Segments", "Engines", "Postgres", "Store", "Processes", "CLinux",
                crypto,
            ]),
        target("Outbox", ["Consent", "Flows", "Messages", "Relay", "Postgres", "Store"]),
        target(
            "Web",
            [
                "Consent", "Proof", "Postgres", "Store",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        target(
            "Gate",
            [
                "Consent", "Postgres", "Store",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        target(
            "Program",
            [
                "Consent", "Proof", "Intake", "SQL", "Segments", "Engines", "Postgres", "Store", "Flows", "CYAML",
                crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "lists", dependencies: ["Program", "Flows"], swiftSettings: settings),
        .executableTarget(
            name: "lists-mail",
            dependencies: [
                "Program", "Consent", "Flows", "Outbox", "Store", "Web", "Gate", "Messages", "Relay",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(name: "TokenBench", dependencies: ["Consent", crypto], swiftSettings: settings),
        .target(
            name: "TestSupport", dependencies: ["Consent", "SQL", "Postgres", "Segments", "Store", crypto],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("ConsentTests", ["TestSupport", "Consent", crypto]),
        tests("ProofTests", ["TestSupport", "Proof", "Consent", crypto]),
        tests("IntakeTests", ["Intake", "Consent", "CArchive"], exclude: ["Samples"]),
        tests("EnginesTests", ["Engines", "Consent", crypto], exclude: ["Golden"]),
        tests("SegmentsTests", ["TestSupport", "Segments", "SQL", "Consent"]),
        tests("GateTests", ["TestSupport", "Gate", "Store", "Consent"]),
        tests("MessagesTests", ["TestSupport", "Messages"]),
        tests(
            "StoreTests", ["TestSupport", "Store", "Flows", "Proof", "Postgres", "SQL", "Segments", "Consent", crypto]),
        tests(
            "WebTests",
            ["Web", "Postgres", "Consent", .product(name: "HTTPTypes", package: "swift-http-types"), crypto]),
        tests(
            "ListsTests", ["TestSupport", "Store", "Postgres", "SQL", "Consent", crypto], exclude: ["Help", "Python"]),
    ]
)

// `make fuzz` sets this: libFuzzer brings a main of its own, so the target can be linked in no other build.
if Context.environment["MEIBO_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz",
            dependencies: ["Consent", "Intake", "Segments", "Gate", "Messages", "Proof", "Web", "CArchive"],
            path: "Tests/Fuzz",
            exclude: ["Seeds"], swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}
