"""Turns off a user's two-factor authentication and logs them out: `make reset-second-factor EMAIL=…`, for an owner who
has neither the app nor a recovery code left. Make sure that it is them.

`ENV=prod` is the stack of that name in samconfig.toml, in AWS; without it, the table TABLE_NAME or else the running
local stack of this folder.
"""

import argparse
import sys

from tools.operate.table import choose_table, option


def main(email: str, environment: str | None = None) -> None:
    choose_table(environment)
    # Imported here, because the table's name and endpoint are read from the environment at import.
    from connextlive.identity import second_factor, user

    person = user.by_email(email)
    if person is None:
        sys.exit(f"Nobody logs in as {email}")
    if not person.has_second_factor:
        sys.exit(f"{email} has no two-factor authentication")
    second_factor.turn_off(person.tenant_id, person.id, revoke=True)
    print(f"{email} logs in with their password only")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make reset-second-factor", description=__doc__)
    parser.add_argument("email", help="whose: EMAIL=…")
    option(parser)
    asked = parser.parse_args()
    main(asked.email, asked.env)
