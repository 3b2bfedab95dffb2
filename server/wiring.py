"""What the server is made of, joined in one place: views, routes, periodic work."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from server.accounts import jobs as accounts_jobs
from server.accounts import views as accounts_views
from server.accounts.api import OPERATIONS as SIGNING_IN
from server.accounts.api import session
from server.accounts.policy import OPENERS, rights
from server.accounts.service import authenticate
from server.approvals import asking
from server.approvals import jobs as approvals_jobs
from server.approvals import views as approvals_views
from server.approvals.ports import Ports
from server.approvals.service.following import follow, phases
from server.approvals.service.seeding import seed as seed_approvals
from server.approvals.service.waiting import open_steps
from server.approvals.telling import TELLERS as APPROVAL_TELLERS
from server.audit import jobs as audit_jobs
from server.audit.service import unsealed_rows, unsealed_seconds
from server.capacity import views as capacity_views
from server.credit import views as credit_views
from server.db.watching import oldest_writer_seconds, seconds_since_jobs, size_bytes
from server.desk.deciding import decider
from server.desk.pages import make_desk
from server.layouts.api import OPERATIONS as LAYOUTS
from server.layouts.api import layouts
from server.masterdata import views as masterdata_views
from server.masterdata.service import customers_by_code, seed
from server.notices import jobs as notices_jobs
from server.notices import views as notices_views
from server.notices.api import make_hooks
from server.notices.service.posting import post
from server.notices.store.outbox import count_states
from server.orders import jobs as orders_jobs
from server.orders.api import OPERATIONS as BESIDE_ORDERS
from server.orders.api import make_history_import, make_own_search
from server.orders.service import hold_released
from server.orders.service.crediting import recheck
from server.orders.service.followers import Follower
from server.orders.service.numbering import skip_numbers
from server.orders.service.planning import open_work
from server.orders.telling import TELLERS as ORDER_TELLERS
from server.orders.telling_capacity import TELLERS as CAPACITY_TELLERS
from server.orders.views import HistoryView, OrdersView
from server.reports.api import OPERATIONS as REPORTS
from server.reports.api import reports
from server.setup.pages import make_setup
from server.stock import jobs as stock_jobs
from server.stock import views as stock_views
from server.views import jobs as views_jobs
from server.views.access import Registry
from server.views.api import make_blueprint
from server.views.pages import make_pages
from server.web import presses
from server.web.edge import Edge
from server.web.health import health
from server.web.metrics import Gauge

if TYPE_CHECKING:
    from flask import Blueprint
    from sqlalchemy import Engine

    from server.backup.service import AfterRestore
    from server.config import Config
    from server.db.jobs import Job
    from server.views.contract import View
    from server.views.telling import Teller

USERS = accounts_views.view(known_customers=customers_by_code)
PORTS = Ports(capacity=asking.capacity, credit=asking.credit, sink=post)
FOLLOWER = Follower(partial(follow, ports=PORTS), phases)
"""Approvals follow orders, whoever writes them."""
HOLD_RELEASED = partial(hold_released, follower=FOLLOWER)
RECHECK = partial(recheck, follower=FOLLOWER)
VIEWS: tuple[View, ...] = (
    OrdersView(follower=FOLLOWER),
    masterdata_views.customers_view(on_limits=RECHECK),
    *masterdata_views.OTHERS,
    *stock_views.views(on_released=HOLD_RELEASED),
    *capacity_views.views(open_work=open_work),
    credit_views.view(on_changed=RECHECK),
    USERS,
    notices_views.view(),
    *approvals_views.views(ports=PORTS, follower=FOLLOWER),
)
TELLERS: dict[str, tuple[Teller, ...]] = {"orders": (*ORDER_TELLERS, *APPROVAL_TELLERS, *CAPACITY_TELLERS)}
"""What features add to the story of a row (说明), by view; the sheet shows them in this order."""
REGISTRY = Registry({view.spec.name: view for view in VIEWS}, rights, TELLERS)
DECIDE = decider(REGISTRY)
"""Decisions from cards and pages: done as on the sheet."""
OPERATIONS = (*SIGNING_IN, *LAYOUTS, *BESIDE_ORDERS, *REPORTS)
"""Routes of features, for the description of the API."""
BLUEPRINTS: tuple[Blueprint, ...] = (
    health,
    session,
    make_blueprint(REGISTRY, also=OPERATIONS),
    make_pages([view.spec for view in VIEWS], also=OPERATIONS),
    layouts,
    reports,
    make_own_search(REGISTRY),
    make_history_import(REGISTRY, openers=OPENERS, view=lambda bound: HistoryView(bound=bound)),
    make_desk(REGISTRY, DECIDE),
    make_setup(Path(__file__).resolve().parents[1] / "dist"),
)
JOBS: tuple[Job, ...] = (
    *audit_jobs.JOBS,
    *presses.JOBS,
    *views_jobs.JOBS,
    *accounts_jobs.JOBS,
    *stock_jobs.JOBS,
    *orders_jobs.jobs(FOLLOWER),
    *approvals_jobs.jobs(FOLLOWER),
    notices_jobs.stalls(open_steps),
)
AFTER_RESTORE: tuple[AfterRestore, ...] = (skip_numbers, notices_jobs.drop_unsent)
GAUGES: tuple[Gauge, ...] = (
    Gauge("audit_unsealed_rows", "Rows of the audit trail that no block seals yet", unsealed_rows),
    Gauge("audit_unsealed_seconds", "Age of the oldest of them", unsealed_seconds),
    Gauge("job_last_done_seconds", "How long ago a job was last due and done", seconds_since_jobs, "job"),
    Gauge("oldest_writer_seconds", "Age of the oldest open transaction that wrote", oldest_writer_seconds),
    Gauge("notice_deliveries", "Things in the outbox of notices", count_states, "state"),
    Gauge("database_bytes", "Size of the database", size_bytes),
)
SEEDS = (seed, seed_approvals)
"""What a new database is filled with: called with a connection at every start; what is there stays."""


def hooks(config: Config) -> Blueprint:
    """Return the routes that other systems call."""
    return make_hooks(config.wecom, DECIDE)


def make_edge(engine: Engine) -> Edge:
    """Return what every route stands on."""
    return Edge(engine, authenticate)
