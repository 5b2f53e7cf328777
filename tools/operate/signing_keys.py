"""Lists the keys that tokens are signed with, or removes a stolen one: `make signing-keys REMOVE=k…`.

By default it uses the running local stack; `ENV=prod` is the stack of that name in samconfig.toml, in AWS. Whoever has
a token signed with the key logs in again; links in emails, webhooks' secrets and everything else that is derived stay.
"""

import argparse
import json
import sys

from botocore.exceptions import BotoCoreError, ClientError

from connextlive.aws import signing_secret
from local.config import StartupError
from tools.operate import stacks


def main() -> int:
    parser = argparse.ArgumentParser(prog="make signing-keys", description=__doc__)
    parser.add_argument("--remove", metavar="KEY", help="the key that was stolen")
    parser.add_argument("--env", help="an environment of samconfig.toml; without it, the local stack")
    asked = parser.parse_args()
    try:
        stack = stacks.chosen(asked.env)
        keys = of_stack(*stack, remove=asked.remove)
    except (StartupError, ValueError, BotoCoreError, ClientError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for kid in signing_secret.kids(keys):
        print(kid, "(signs)" if kid == keys["current"] else "(verifies)")
    return 0


def of_stack(name: str, clients: stacks.Clients, remove: str | None = None) -> dict[str, str]:
    """The stack's signing secret, after removing a key."""
    resource = {"StackName": name, "LogicalResourceId": "SigningSecret"}
    found = clients("cloudformation").describe_stack_resource(**resource)["StackResourceDetail"]
    secret = {"SecretId": found["PhysicalResourceId"]}
    manager = clients("secretsmanager")
    keys: dict[str, str] = json.loads(manager.get_secret_value(**secret)["SecretString"])
    if remove is not None:
        keys = signing_secret.without(keys, remove)
        manager.put_secret_value(**secret, SecretString=json.dumps(keys))
    return keys


if __name__ == "__main__":
    sys.exit(main())
