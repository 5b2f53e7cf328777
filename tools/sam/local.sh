#!/usr/bin/env bash
# The same template in real Lambda containers: `sam local start-api` beside the local stack (`make start`), which gives
# it AWS, the demo workspace and what SAM does not run: the consumers of the table's stream and of the queues.
# Arguments go to `sam local start-api`. PORT, SAM_PORT, MINISTACK_PORT and LOCAL_DIR say where; Ctrl-C ends it all.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

sam=$PWD/.venv/sam/bin/sam
python=$PWD/.venv/dev/bin/python
export PORT=${PORT:-3000} MINISTACK_PORT=${MINISTACK_PORT:-4566} LOCAL_DIR=${LOCAL_DIR:-$PWD/.local}
port=${SAM_PORT:-3001}
architecture=$(tools/sam/architecture.sh)
image=public.ecr.aws/lambda/python:3.13-$architecture
# The layers' Makefiles call python3.13; the virtual environment has one under that name.
export PATH="${sam%/*}:$PATH" SAM_CLI_TELEMETRY=0

fail() {
  echo "error: $*" >&2
  exit 1
}

docker info >/dev/null 2>&1 || fail "Docker does not answer: start it, or see DOCKER_HOST"
echo "Building the functions …" >&2
mkdir -p "$LOCAL_DIR"
tools/sam/build.sh "$architecture" --build-dir "$LOCAL_DIR/sam-build" >"$LOCAL_DIR/sam-build.log" 2>&1 || fail "sam build: $(tail -n 20 "$LOCAL_DIR/sam-build.log")"

# For whichever of SAM's commands is called with it.
sed -i.built "s/Default: arm64\$/Default: $architecture/" "$LOCAL_DIR/sam-build/template.yaml"

children=()
stop() {
  trap '' INT TERM
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Waits for a command to succeed, for as long as the child that it depends on lives.
await() {
  local child=$1
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$child" 2>/dev/null || fail "it ended; its reason is above"
    sleep 0.2
  done
}

"$python" -m local &
children+=($!)
await $! curl --silent --fail --noproxy '*' "http://localhost:$PORT/api/health"

rm -f "$LOCAL_DIR/sam-env.json"
"$python" -m tools.sam.bridge &
children+=($!)
await $! test -s "$LOCAL_DIR/sam-env.json"

# Looked for first, so that a machine that cannot pull the image may build it.
pull=()
docker image inspect "$image" >/dev/null 2>&1 && pull=(--skip-pull-image)
echo "In containers: http://127.0.0.1:$port/api (the first call of each function takes some seconds)" >&2
# With an address for AWS, SAM does not look for the real one, which would take it ten seconds.
env -u AWS_PROFILE AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \
  AWS_ENDPOINT_URL="http://127.0.0.1:$MINISTACK_PORT" \
  "$sam" local start-api --config-file "$PWD/samconfig.toml" --config-env local \
  --template-file "$LOCAL_DIR/sam-build/template.yaml" --env-vars "$LOCAL_DIR/sam-env.json" \
  --port "$port" "${pull[@]}" "$@" &
children+=($!)
wait -n || true
