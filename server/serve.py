"""What granian serves: the application, and the bridge beside it (nothing else here imports the add-in)."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import TYPE_CHECKING

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from addin.actions.registry import ACTION_BY_ID
from addin.bridge.app import make_bridge
from server.app import create_app
from server.config import read_config
from server.db.copies import be_seen
from server.db.engine import make_engine
from server.db.watching import watch
from server.processes import spare_collector
from server.watch.host import keep_figures
from server.web.headers import headed
from server.web.inprocess import caller
from server.web.logs import log_as_json
from server.web.presses import StoredPresses
from server.web.watched import UNKNOWN, watched

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from sqlalchemy import Engine

    from server.config import Config

BRIDGE = "/api/v1/bridge"


def application() -> WSGIApplication:
    """Return the whole server for one process of granian."""
    log_as_json()
    end_with_parent()
    config = read_config()
    engine = make_engine(config.database_url)
    watch(engine)
    keep_figures()
    be_seen(engine)
    whole = mounted(config, engine)
    spare_collector()
    return whole


def mounted(config: Config, engine: Engine) -> WSGIApplication:
    """Return the application with the bridge beside it. The bridge asks the application as everybody does."""
    app = create_app(config, engine)
    bridge = watched(make_bridge(caller(app.wsgi_app), StoredPresses(engine)), route=bridge_route)
    return DispatcherMiddleware(app.wsgi_app, {BRIDGE: headed(bridge)})


def bridge_route(environ: WSGIEnvironment) -> str:
    """Return the route of a call of the bridge."""
    action = environ.get("PATH_INFO", "").strip("/")
    return f"{BRIDGE}/{action}" if action in ACTION_BY_ID else UNKNOWN


def end_with_parent() -> None:
    """End this process when the one that started it is gone, even killed: the port must not stay taken."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
