"""aiohttp's connections, with one difference: whatever they send back by themselves is our page under our headers.

A request that cannot be read reaches no route, so nothing that stands before the routes could see to that.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import _ErrInfo  # in the place of a request that cannot be read; there is no other sign of it

from web import refusals
from web.guard import note, protect

#: How long requests in hand may take to finish once the process is told to stop.
_DRAIN_SECONDS = 4.0
#: aiohttp's own logs write addresses, and addresses hold tokens.
_SILENT = logging.getLogger("aiohttp.silent")
_SILENT.disabled = True  # the guard logs what goes wrong in a handler; the rest is what a stranger sent
_QUIETLY: dict[str, Any] = {"access_log": None, "logger": _SILENT}
#: For how long a connection may say nothing, or not go on with the head of a request: longer than proxies keep one for
#: the next request (Caddy two minutes), so that none is closed just as it is used.
IDLE_SECONDS = 180.0


def runner(app: web.Application) -> web.AppRunner:
    """Runs the application behind connections of this kind, without aiohttp's own logs."""
    return _Runner(app, shutdown_timeout=_DRAIN_SECONDS)


class _Runner(web.AppRunner):
    __slots__ = ()

    async def _make_server(self) -> web.Server:
        return _Server(self.app, await super()._make_server())


class _Server(web.Server):
    """Makes a connection for everybody who comes."""

    def __init__(self, app: web.Application, made: web.Server) -> None:
        handler = _refusing(made.request_handler)
        super().__init__(handler, request_factory=made.request_factory, keepalive_timeout=IDLE_SECONDS, **_QUIETLY)
        self._app = app

    def __call__(self) -> web.RequestHandler:
        return Connection(self, self._app, loop=self._loop, **self._kwargs)


class Connection(web.RequestHandler):
    """One connection: what comes on it and is no request, or breaks where no handler sees it, is refused as kindly."""

    __slots__ = ("_app",)

    def __init__(self, server: web.Server, app: web.Application, **settings: Any) -> None:
        super().__init__(server, **settings)
        self._app = app

    def data_received(self, data: bytes) -> None:
        """Read on, until something comes that cannot be read.

        aiohttp would go on taking in whatever follows until its answer is out, and keep each piece of it.
        """
        super().data_received(data)
        if self.transport and self._messages and isinstance(self._messages[-1][0], _ErrInfo):
            self.transport.pause_reading()

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002  # it quotes what was sent
    ) -> web.StreamResponse:  # fmt: skip
        """Our page. The connection ends with it: nobody knows what comes next."""
        if request.writer.output_size > 0:
            raise ConnectionError from exc  # an answer is on its way, which nothing can follow
        refusal = refusals.broken(self._app, status)
        protect(self._app, refusal)
        note(self._app, method="any", route="none", status=status, seconds=0.0)
        refusal.force_close()
        return refusal


def _refusing(
    handler: Callable[[Any], Awaitable[web.StreamResponse]],
) -> Callable[[Any], Awaitable[web.StreamResponse]]:
    """Refuse in our words what aiohttp refuses before anything of ours is asked: an Expect that nobody knows."""

    async def handled(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            return refusals.http(request, error)

    return handled
