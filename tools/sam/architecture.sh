#!/usr/bin/env bash
# This machine's architecture, as Lambda calls it: what containers and emulators here run without emulating another.
case $(uname -m) in arm64 | aarch64) echo arm64 ;; *) echo x86_64 ;; esac
