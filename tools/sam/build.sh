#!/usr/bin/env bash
# `sam build` for one architecture: build.sh arm64 or build.sh x86_64, then arguments of `sam build`. The layers' Makefiles
# read it in the environment, because SAM tells them nothing; SAM needs it as well, or it would take layers of the other
# from its cache.
set -euo pipefail
export ARCHITECTURE=$1
shift
exec sam build --parameter-overrides "Architecture=$ARCHITECTURE" "$@"
