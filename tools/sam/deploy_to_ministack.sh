#!/usr/bin/env bash
# Deploys the template as it is to ministack's CloudFormation, with the very commands that deploy it to AWS, and calls
# what came of it: the cheapest proof that it deploys. Everything is in a process of its own and gone afterwards.
# Arguments go to `sam deploy`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

stack=connextlive-dev
port=${MINISTACK_PORT:-4568}
export PATH="$PWD/.venv/sam/bin:$PATH" SAM_CLI_TELEMETRY=0
export AWS_ENDPOINT_URL="http://127.0.0.1:$port" AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
export AWS_DEFAULT_REGION=eu-central-1 NO_PROXY=127.0.0.1
unset AWS_PROFILE AWS_SESSION_TOKEN

log=$(mktemp)
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port MINISTACK_REGION=$AWS_DEFAULT_REGION SFTP_ENABLED=0 IOT_MTLS_ENABLED=0 \
  LOG_LEVEL=WARNING .venv/ministack/bin/ministack >"$log" 2>&1 &
ministack=$!
stop() {
  kill "$ministack" 2>/dev/null || true
  wait
  rm -f "$log"
}
trap stop EXIT

until curl --silent --fail --noproxy '*' "$AWS_ENDPOINT_URL/_ministack/ready" >/dev/null; do
  kill -0 "$ministack" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done

architecture=$(tools/sam/architecture.sh)
tools/sam/build.sh "$architecture"
sam deploy --config-env dev --parameter-overrides "AwsEndpointUrl=$AWS_ENDPOINT_URL" "Architecture=$architecture" "$@"

api=$(sam list resources --stack-name "$stack" --output json | grep -A1 '"Api"' | grep -o 'PhysicalResourceId": "[^"]*' | cut -d '"' -f 3)
call() {
  local path=$1
  shift
  curl --silent --show-error --fail-with-body --max-time 60 --noproxy '*' --header 'Content-Type: application/json' \
    "$@" "$AWS_ENDPOINT_URL/_aws/execute-api/$api/live$path"
}
echo "Calling the deployed API:"
call /api/health
echo
owner='{"companyName": "Company", "name": "Olivia", "email": "owner@example.com", "password": "correct horse battery"}'
token=$(call /api/auth/register --data "$owner" | sed 's/.*"token": *"\([^"]*\)".*/\1/')
call /api/tenant/agents --header "Authorization: Bearer $token"
echo
echo "Fetching the console from the bucket that the deployment published it to:"
bucket=$(curl --silent --noproxy '*' "$AWS_ENDPOINT_URL/" | grep -o '<Name>[^<]*webbucket[^<]*' | cut -c 7-)
curl --silent --show-error --fail --noproxy '*' "$AWS_ENDPOINT_URL/$bucket/console/index.html" | grep --max-count 1 "<title>"
