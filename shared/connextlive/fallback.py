"""What answers where no endpoint does: 405 on a known path, 404 everywhere else."""

import json
from pathlib import Path
from typing import Any

from connextlive.http import Answer, Event, error_answer
from connextlive.runtime import started

ROUTES: dict[str, list[str]] = json.loads(Path(__file__).with_name("routes.json").read_text())


def handler(event: Event, context: Any) -> Answer:
    """`routes.json` holds the methods of every path; it is made from the template along with the OpenAPI document."""
    methods = ROUTES.get(event["resource"])
    if methods is None:
        return error_answer(404, "Not Found")
    return error_answer(405, "Method Not Allowed", headers={"Allow": ", ".join([*methods, "OPTIONS"])})


started(handler)
