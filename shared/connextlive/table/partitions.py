"""Partitions that several entities share."""


def team_pk(tenant_id: str) -> str:
    """A workspace's users with its counters."""
    return f"{tenant_id}#team"
