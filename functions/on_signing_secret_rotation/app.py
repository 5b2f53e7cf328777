"""ON a rotation of the signing secret: adds a new key and makes it current; earlier keys still verify."""

import json
import secrets
from typing import Any

from connextlive.lambdas.start import started
from connextlive.aws.clients import client
from connextlive.core.ids import new_ulid

KEPT = 3  # keys kept beside the root; at one rotation a month, far longer than any token is valid


def handler(event: dict[str, Any], context: Any) -> None:
    """Handles Secrets Manager's four steps; a secret that only we use has nothing to set or test."""
    secret_id, token = event["SecretId"], event["ClientRequestToken"]
    manager = client("secretsmanager")
    if event["Step"] == "createSecret" and not _is_created(manager, secret_id, token):
        current = json.loads(manager.get_secret_value(SecretId=secret_id)["SecretString"])
        manager.put_secret_value(
            SecretId=secret_id,
            ClientRequestToken=token,
            SecretString=json.dumps(rotated(current)),
            VersionStages=["AWSPENDING"],
        )
    elif event["Step"] == "finishSecret":
        versions = manager.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
        current_version = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
        if current_version != token:
            manager.update_secret_version_stage(
                SecretId=secret_id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=token,
                RemoveFromVersionId=current_version,
            )


def _is_created(manager: Any, secret_id: str, token: str) -> bool:
    """Whether this step has already run: a version cannot be written twice."""
    try:
        manager.get_secret_value(SecretId=secret_id, VersionId=token)
    except manager.exceptions.ResourceNotFoundException:
        return False
    return True


def rotated(keys: dict[str, str]) -> dict[str, str]:
    """The secret with one more key. `root` names the first, from which other secrets are derived and which stays."""
    root, kid = keys.get("root", keys["current"]), f"k{new_ulid()}"
    signing = sorted(name for name in keys if name not in ("current", "root", root))[-(KEPT - 1) :]
    kept = {name: keys[name] for name in (root, *signing)}
    return {"current": kid, "root": root, **kept, kid: secrets.token_urlsafe(48)}


started(handler)
