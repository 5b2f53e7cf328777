"""ON a rotation of the signing secret: adds a new key and makes it current; earlier keys still verify."""

import json
from typing import Any

from connextlive.lambdas.start import finish_start
from connextlive.aws import signing_secret
from connextlive.aws.clients import client


def handler(event: dict[str, Any], context: Any) -> None:
    """Handles Secrets Manager's four steps; a secret that only we use has nothing to set or test."""
    secret_id, token = event["SecretId"], event["ClientRequestToken"]
    manager = client("secretsmanager")
    if event["Step"] == "createSecret" and not _is_created(manager, secret_id, token):
        current = json.loads(manager.get_secret_value(SecretId=secret_id)["SecretString"])
        manager.put_secret_value(
            SecretId=secret_id,
            ClientRequestToken=token,
            SecretString=json.dumps(signing_secret.rotated(current)),
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


finish_start(handler)
