"""The guard in front of ministack (`local/permissions`), over HTTP."""

from typing import Any

import httpx

from local.permissions.guard import PATH

# In the stack's folder: what of the permissions was used while it ran, and what was refused.
USED = "permissions.json"


async def put(url: str, granted: dict[str, Any]) -> None:
    """Gives functions their permissions, before they run."""
    async with _client(url) as client:
        (await client.put(PATH, json=granted)).raise_for_status()


async def used(url: str) -> dict[str, Any]:
    """What of them was used so far, and what was refused (`Permissions.report`)."""
    async with _client(url) as client:
        report: dict[str, Any] = (await client.get(PATH)).json()
        return report


def _client(url: str) -> httpx.AsyncClient:
    """Without the environment's proxy, which would be used for 127.0.0.1, too."""
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=10)
