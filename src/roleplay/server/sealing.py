"""The server's side of sealed texts: the socket at which kernels have single texts sealed and opened.

A kernel says which one it is. It is believed when the process at the other end is that kernel's (Linux tells us), and
gets what the person may read for whom it acts at this moment; what it wants to keep is sealed as that person's, or as
somebody's to whom that person may write just now.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket
import struct
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roleplay.errors import NotAllowed, RoleplayError
from roleplay.identity import Actor
from roleplay.services.authority import Owner, actor_of
from roleplay.services.custody import Custody
from roleplay.services.keys import sealer_of
from roleplay.services.locksmith import status
from roleplay.services.runtime import Runtime
from roleplay.services.sealing import AT_ONCE, LARGEST, PATIENCE_S, Sealer, is_shut
from roleplay.store import OwnerKind, Store, TextRow

if TYPE_CHECKING:
    from roleplay.server.app import RoleplayServer

_log = logging.getLogger(__name__)
_LONGEST_ADDRESS = 100  # bytes; systems end at 104 or 108


class Texts:
    """Seals and opens for kernels. `process_of` tells the process of a kernel; None where that is not known."""

    def __init__(self, store: Store, sealer: Sealer, process_of: Callable[[str], int | None]) -> None:
        self._store = store
        self._sealer = sealer
        self._custody = Custody(store)
        self._process_of = process_of

    def answer(self, question: Any, process: int | None) -> dict[str, Any]:
        """What a kernel is told, by the process that asks for it; `refused` with message and fix when it may not."""
        try:
            actor = self._asking(question, process)
            if "seal" in question:
                return {"texts": self._seal(actor, question["seal"], question["owner"])}
            return {"texts": self._open(actor, question["open"])}
        except RoleplayError as error:
            return {"refused": [error.message, error.fix]}
        except (KeyError, TypeError, ValueError, AttributeError):
            return {"refused": ["The question cannot be read.", "Reload the page."]}

    def _asking(self, question: Mapping[str, Any], process: int | None) -> Actor:
        kernel_id = question["kernel"]
        if not isinstance(kernel_id, str):
            raise TypeError
        known = self._process_of(kernel_id)
        person = self._store.acting(kernel_id) if None in {known, process} or known == process else None
        if person is None:
            raise NotAllowed("This page acts for nobody any more.", "Reload it, and sign in again if you are asked to.")
        return actor_of(person)

    def _seal(self, actor: Actor, given: Sequence[Mapping[str, str]], whose: Sequence[str]) -> dict[str, str | None]:
        kind, person_id = whose
        owner = Owner(OwnerKind(kind), person_id)
        if len(given) > AT_ONCE or not isinstance(person_id, str):
            raise ValueError
        rows = [_to_be_kept(owner, one["id"], one["body"]) for one in given]
        self._custody.require_keeping(actor, owner, [row.id for row in rows])
        return {row.id: row.body for row in self._sealer.seal(owner, rows)}

    def _open(self, actor: Actor, ids: Sequence[str]) -> dict[str, str]:
        if not isinstance(ids, list) or len(ids) > AT_ONCE or not all(isinstance(one, str) for one in ids):
            raise ValueError
        shut = [row for row in self._store.personal_texts(ids).values() if is_shut(row)]
        found = self._sealer.open(self._custody.for_eyes_of(actor, shut))
        return {row.id: row.body for row in found if row.body is not None}


def _to_be_kept(owner: Owner, text_id: object, body: object) -> TextRow:
    if not isinstance(text_id, str) or not isinstance(body, str):
        raise TypeError
    # What a seal holds on to is whose the text is, and its id.
    return TextRow(text_id, owner.kind, owner.id, "", "", body, datetime.now(UTC))


class TextDoor:
    """The socket of a server, in a folder that only its own user can enter."""

    def __init__(self, server: RoleplayServer) -> None:
        self._server = server
        self._runtime: Runtime = server.given.runtime
        self._texts = Texts(server.store, sealer_of(server.store, self._runtime.data), self._process_of)
        self._listening: asyncio.Server | None = None
        self._address = self._runtime.data / "run" / "texts"
        self._own_folder: Path | None = None

    async def start(self) -> Runtime:
        """Listen, if texts are to be sealed. Returns what kernels are told."""
        found = await asyncio.to_thread(status, self._server.store, self._runtime.data)
        if not found.on:
            return self._runtime
        if found.trouble is not None:
            _log.warning("Personal texts can be neither read nor written: %s", found.trouble)
        if len(os.fsencode(self._address)) > _LONGEST_ADDRESS:
            self._own_folder = Path(tempfile.mkdtemp(prefix="roleplay-"))  # for its owner only, too
            self._address = self._own_folder / "texts"
        self._address.unlink(missing_ok=True)
        self._listening = await asyncio.start_unix_server(self._serve, self._address, limit=LARGEST)
        return replace(self._runtime, texts=self._address)

    async def stop(self) -> None:
        """Listen no more."""
        if self._listening is None:
            return
        self._listening.close()
        self._address.unlink(missing_ok=True)
        if self._own_folder is not None:
            shutil.rmtree(self._own_folder, ignore_errors=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), PATIENCE_S)
            answer = await asyncio.to_thread(self._texts.answer, json.loads(line), _process(writer))
            writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
            await asyncio.wait_for(writer.drain(), PATIENCE_S)
        except (TimeoutError, OSError, ValueError, RecursionError):
            _log.info("a question about texts was not heard to its end")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _process_of(self, kernel_id: str) -> int | None:
        kernels = self._server.kernels
        if kernel_id not in kernels:
            raise NotAllowed("There is no such page.", "Reload it.")
        provisioner = kernels.get_kernel(kernel_id).provisioner
        return getattr(provisioner, "pid", None)


def _process(writer: asyncio.StreamWriter) -> int | None:
    """The process at the other end; None where the system does not tell."""
    peer = getattr(socket, "SO_PEERCRED", None)
    if peer is None:
        return None
    form = "3i"
    told = writer.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, peer, struct.calcsize(form))
    return int(struct.unpack(form, told)[0])
