#!/usr/bin/env bash
# Deploys the template as it is to ministack's CloudFormation, with the very commands that deploy it to AWS: the cheapest
# proof that it deploys. Everything is in a temporary folder and gone afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
port=${MINISTACK_PORT:-4568}
export PATH="$PWD/.venv/sam/bin:$PATH" SAM_CLI_TELEMETRY=0
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
export AWS_DEFAULT_REGION=eu-central-1 NO_PROXY=127.0.0.1
unset AWS_PROFILE AWS_SESSION_TOKEN

BIND_HOST=127.0.0.1 GATEWAY_PORT=$port MINISTACK_REGION=$AWS_DEFAULT_REGION SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  LOG_LEVEL=WARNING .venv/ministack/bin/ministack >"$work/ministack.log" 2>&1 &
ministack=$!
stop() {
  kill "$ministack" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap stop EXIT

until curl --silent --fail --noproxy '*' "$AWS_ENDPOINT_URL/_ministack/ready" >/dev/null; do
  kill -0 "$ministack" 2>/dev/null || { cat "$work/ministack.log" >&2; exit 1; }
  sleep 0.2
done

sam build
sam deploy --config-env dev --parameter-overrides "AwsEndpointUrl=$AWS_ENDPOINT_URL" "$@"
