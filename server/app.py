"""The application: Flask with our edge, guard, error documents and routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from server.accounts.policy import ROUTES
from server.web import doors, guard, metrics, problems
from server.web.edge import EXTENSION
from server.wiring import BLUEPRINTS, GAUGES, hooks, make_edge

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from server.config import Config
    from server.web.edge import Edge


def create_app(config: Config, engine: Engine, *, edge: Edge | None = None) -> Flask:
    """Return the application; tests give an edge with a clock of their own."""
    app = Flask("server", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.extensions[EXTENSION] = edge or make_edge(engine)
    guard.install(app, max_body_bytes=config.max_body_bytes)
    doors.install(app, ROUTES)
    problems.install(app)
    metrics.install(app, GAUGES, token=config.metrics_token)
    for blueprint in (*BLUEPRINTS, hooks(config)):
        app.register_blueprint(blueprint)
    if config.proxies:
        # Behind a proxy every request comes from its address: tries to sign in are counted by the real one.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    return app
