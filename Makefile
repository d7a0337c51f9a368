# Meibo. `make` alone lists the targets. The Debian packages that a target needs are installed if they are missing.

SHELL := /bin/bash
PREFIX ?= /usr/local

# The toolchain is looked for on PATH first, then in its usual places.
export PATH := $(PATH):/opt/swift/usr/bin:/usr/local/swift/usr/bin:/usr/share/swift/usr/bin:$(HOME)/.local/share/swiftly/bin

# The release binary carries Swift's standard library, so it runs where no toolchain is. That choice rebuilds everything,
# hence a build folder of its own.
RELEASE := -c release --static-swift-stdlib --scratch-path .build-release

# A sanitizer wants a build folder of its own, too.
FUZZ := -c release --sanitize fuzzer --scratch-path .build-fuzz

.DEFAULT_GOAL := help
.PHONY: help build release demo test lint bench fuzz install clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build for development: .build/debug/lists and lists-mail
	@tools/install-dependencies build
	swift build

release: ## build for use: .build-release/release/lists and lists-mail
	@tools/install-dependencies build
	swift build $(RELEASE) --product lists
	swift build $(RELEASE) --product lists-mail

demo: ## build, then run the main job on sample data and leave the service up
	@tools/install-dependencies demo
	swift build --product lists
	swift build --product lists-mail
	@tools/demo .build/debug/lists

test: ## run all tests, on a PostgreSQL of their own
	@tools/install-dependencies test
	swift test --parallel

lint: ## check the format of the sources
	@tools/install-dependencies build
	swift format lint --strict -r Sources Tests

bench: ## measure imports, exports, clicks and more against plain PostgreSQL
	@tools/install-dependencies bench
	swift build $(RELEASE) --product lists
	swift build $(RELEASE) --product lists-mail
	swift build $(RELEASE) --product TokenBench
	@tools/bench .build-release/release/lists

fuzz: ## fuzz what reads bytes from outside, FUZZ_SECONDS (30) a target
	@tools/install-dependencies build
	MEIBO_FUZZ=1 swift build $(FUZZ) --product Fuzz
	@tools/fuzz .build-fuzz/release/Fuzz .build-fuzz $(FUZZ_TARGETS)

install: ## install the built release to PREFIX (default /usr/local); run `make release` first
	@test -x .build-release/release/lists-mail || { echo 'Nothing to install yet: run `make release` first.' >&2; exit 66; }
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin .build-release/release/lists .build-release/release/lists-mail

clean: ## remove what was built
	rm -rf .build .build-release .build-fuzz
