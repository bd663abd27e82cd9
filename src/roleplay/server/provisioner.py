"""Starts a kernel by a fork where that can be done, and by a command where not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from roleplay.server.forking import Forked, ZygoteGone
from roleplay.zygote.orders import Order

if TYPE_CHECKING:
    from roleplay.server.kernels import Kernels

NAME = "roleplay-forked"
"""The name under which Jupyter finds this provisioner, in the entry points of the package."""


class ForkedProvisioner(LocalProvisioner):
    """A kernel that is forked from the zygote of its kind. It is looked after as any other on this machine."""

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self._waiting = asyncio.Lock()

    async def launch_kernel(self, cmd: list[str], **known: Any) -> KernelConnectionInfo:
        """Have the kernel forked; start it by its command when there is no zygote."""
        forked = await self._forked(**known)
        if forked is None:
            return await super().launch_kernel(cmd, **known)
        self.process = cast("Any", forked)  # it is used as a Popen is
        self.pid = self.pgid = forked.pid
        self.cwd = known["cwd"]
        return self.connection_info

    async def _forked(self, **known: Any) -> Forked | None:
        manager: Any = self.parent
        kernels = cast("Kernels", manager.parent)
        zygote = await kernels.server.zygote(manager.kernel_name)
        if zygote is None:
            return None
        order = Order(manager.connection_file, known["env"], known["cwd"])
        out, err = (known[name].fileno() for name in ("stdout", "stderr"))
        try:
            return await asyncio.to_thread(zygote.fork, order, out, err)
        except ZygoteGone as error:
            self.log.warning("A kernel is started without a zygote: %s", error)
            return None

    async def poll(self) -> int | None:
        """What the kernel ended with; None while it lives."""
        process: Any = self.process
        if isinstance(process, Forked):
            return await asyncio.to_thread(process.poll) if process.ended() else None
        return await super().poll()

    async def wait(self) -> int | None:
        """Wait for the kernel to end. One after the other: a kernel that dies while it is ended is waited for twice."""
        async with self._waiting:
            return await super().wait()

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and what it started; none to one that has ended: its number may be another's."""
        if self.process is not None and await self.poll() is None:
            await super().send_signal(signum)
