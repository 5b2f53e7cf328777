"""Turns off a user's two-factor authentication and logs them out: `make reset-second-factor EMAIL=…`, for an owner who
has neither the app nor a recovery code left. Make sure that it is them.

It uses the table TABLE_NAME with the environment's AWS credentials, or the running local stack of this folder.
"""

import sys

from tools.operate.table import choose_table


def main(email: str) -> None:
    choose_table()
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
    if len(sys.argv) != 2:
        sys.exit("Whose? make reset-second-factor EMAIL=…")
    main(sys.argv[1])
