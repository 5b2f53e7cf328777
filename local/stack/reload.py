"""Reloads on save: functions when their code changes, everything when the template does."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from watchfiles import awatch

from local.cloudformation.template import Template
from local.config import Settings, StartupError, template_parameters
from local.console import say_with_time
from local.gateway.app import Gateway
from local.stack.stack import Stack

# Milliseconds between two checks for file changes; a longer interval costs less while idle.
_STEP = 100


@asynccontextmanager
async def watching(settings: Settings, stack: Stack, gateway: Gateway) -> AsyncIterator[None]:
    tasks = [
        asyncio.create_task(_watch_code(settings, stack)),
        asyncio.create_task(_watch_template(settings, stack, gateway)),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _watch_code(settings: Settings, stack: Stack) -> None:
    await stack.load_all()
    folders = [path for name in ("functions", "shared") if (path := settings.root / name).is_dir()]
    async for _ in awatch(*folders, debounce=200, step=_STEP):
        say_with_time("reloading the functions")
        await stack.reload()


async def _watch_template(settings: Settings, stack: Stack, gateway: Gateway) -> None:
    configuration = {str(settings.template), str(settings.samconfig)}
    # The folder, not the files: editors replace files, which a watch on a file would not survive.
    async for changes in awatch(settings.root, recursive=False, debounce=200, step=_STEP):
        if configuration & {path for _, path in changes}:
            await _apply_again(settings, stack, gateway)


async def _apply_again(settings: Settings, stack: Stack, gateway: Gateway) -> None:
    say_with_time("applying the changed template")
    try:
        await stack.apply(Template(settings.template, template_parameters(settings)))
    except StartupError as error:
        say_with_time(f"error: {error}: the last one stays in force")
        return
    except Exception:
        # Whatever the error is, the next change of the template may fix it, so watching continues.
        say_with_time(f"error: the template could not be applied: {traceback.format_exc()}")
        return
    running = stack.running
    gateway.api, gateway.static, gateway.sockets.api = running.api, running.static, running.websocket
    await stack.load_all()
