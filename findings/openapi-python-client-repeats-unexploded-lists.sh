#!/usr/bin/env bash
# openapi-python-client 0.29.1: a query parameter that is a list with `style: form` and `explode: false` is sent as
# `?status=open&status=closed`. Guessed: `?status=open,closed`, which is what OpenAPI 3.1 says of `explode: false`, and
# what a client by orval 8.38.0 sends. No warning is printed.
# So a server that documents commas has to take repetitions, too. Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1
cd "$folder"
cat >openapi.json <<'JSON'
{"openapi": "3.1.0", "info": {"title": "Orders", "version": "1"}, "paths": {"/orders": {"get": {
  "operationId": "list_orders", "tags": ["orders"],
  "parameters": [{"name": "status", "in": "query", "required": true, "style": "form", "explode": false,
    "schema": {"type": "array", "items": {"type": "string"}}}],
  "responses": {"200": {"description": "Orders", "content": {"application/json": {"schema": {"type": "object"}}}}}}}}}
JSON
echo 'post_hooks: []' >config.yaml
"$folder/venv/bin/openapi-python-client" generate --path openapi.json --config config.yaml --meta none \
	--output-path client >log 2>&1
seen=$("$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import httpx
from client.api.orders import list_orders

request = httpx.Client(base_url="http://localhost").build_request(**list_orders._get_kwargs(status=["open", "closed"]))
print(version("openapi-python-client"), request.url.raw_path.decode())
PYTHON
)
echo "seen: $seen"
[ "$seen" = "0.29.1 /orders?status=open&status=closed" ]
