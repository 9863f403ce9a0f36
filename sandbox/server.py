"""Run a stand-in in a thread, on a free port, for as long as a test takes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from . import Sandbox, create_sandbox
from .control_client import ControlClient
from .settings import Settings


class QuietHandler(WSGIRequestHandler):
    """Logs nothing: addresses hold codes."""

    def log(self, type: str, message: str, *args: object) -> None: ...


@dataclass(frozen=True)
class RunningSandbox:
    """A stand-in that listens: `url` for its endpoints, `control` for its moods."""

    url: str
    control: ControlClient
    app: Sandbox


@contextmanager
def running_sandbox(
    settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> Iterator[RunningSandbox]:
    """Serve a stand-in at `host` (127.0.0.1 or localhost) on a free port; its `url` setting follows."""
    server = make_server(host, port, _not_yet, threaded=True, request_handler=QuietHandler)
    url = f"http://{host}:{server.port}"
    app = create_sandbox(replace(settings or Settings(), url=url))
    server.app = app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield RunningSandbox(url, ControlClient(url), app)
    finally:
        _stop(server, app, thread)


def _not_yet(environ: object, start_response: object) -> list[bytes]:  # noqa: ARG001
    raise RuntimeError("The stand-in is still being built.")


def _stop(server: BaseWSGIServer, app: Sandbox, thread: threading.Thread) -> None:
    app.world.stop_waiting()
    server.shutdown()
    thread.join()
    server.server_close()
    with app.world.lock:
        app.world.journal.close()
