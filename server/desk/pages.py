"""`/login`, `/todo`, `/orders/{no}`, `/notices`: the desk on a phone. No script: forms and links alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from server.accounts.api import open_with
from server.accounts.service import close_session
from server.desk import answers, reading
from server.desk.links import LASTS, StatusLink, read_link
from server.desk.secret import link_secret
from server.desk.sessions import demand_own_form, demand_own_site, forget, keep, place, visitor
from server.desk.words import amount, moment, prepared
from server.errors import AppError, UnauthorizedError
from server.views.transactions import in_writing
from server.web.edge import edge, now, read, write

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.notices.contract import Decide
    from server.views.access import Registry

DIFFERS = 409
MOST_NOTICES = 100
DONE = {"approve": "已同意", "reject": "已驳回"}
_FILES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Desk:
    """The pages; what they show and decide is what the sheets show and decide."""

    registry: Registry
    decide: Decide

    def login(self) -> ResponseReturnValue:
        """Ask who it is."""
        return render_template("desk_login.html", next=place(request.args.get("next")), problem=None)

    def sign_in(self) -> ResponseReturnValue:
        """Sign in by name and password; pauses after failures are those of the API."""
        demand_own_site()
        form, onward = request.form, place(request.form.get("next"))
        try:
            address = request.remote_addr or ""
            opened = open_with(form.get("name", ""), form.get("password", ""), address=address)
        except AppError as error:
            shown = render_template("desk_login.html", next=onward, problem=error, name=form.get("name", ""))
            return shown, error.status, answers.waiting(error)
        return keep(answers.go(onward), opened.token)

    def sign_out(self) -> ResponseReturnValue:
        """Make the session count no more."""
        found = visitor()
        demand_own_form(found)
        with write() as conn:
            close_session(conn, found.token, now=now())
        return forget(answers.go("/login"))

    def todo(self) -> ResponseReturnValue:
        """Show the decisions that wait, the most pressing first."""
        found = visitor()
        with read() as conn:
            rows = reading.load_todo(conn, self.registry, found.actor)
        cards = [prepared(row, at=now()) for row in rows]
        done = DONE.get(request.args.get("done", ""))
        return answers.page("desk_todo.html", cards=cards, done=done, order=request.args.get("order", ""))

    def rule(self, key: str) -> ResponseReturnValue:
        """Decide, and go back to the list."""
        found = visitor()
        demand_own_form(found)
        asked = answers.ruling(key, user=found.user.name)
        ruled = partial(answers.ruled, decide=self.decide, asked=asked, at=now())
        verdict = in_writing(edge().engine, ruled)
        if not verdict.counts:
            return answers.page("desk_message.html", title="没有办成", sentence=verdict.sentence), DIFFERS
        told = urlencode({"done": request.form["decision"], "order": request.form.get("order", "")[:40]})
        return answers.go(f"/todo?{told}")

    def order(self, no: str) -> ResponseReturnValue:
        """Show an order, and the decision about it that waits for the reader."""
        shown = self._order(no)
        waiting = prepared(shown.waiting, at=now()) if shown.waiting else None
        return answers.page("desk_order.html", order=shown, waiting=waiting, link=None)

    def make_link(self, no: str) -> ResponseReturnValue:
        """Show a link by which the customer sees the status of an order."""
        demand_own_form(visitor())
        shown, link = self._order(no), StatusLink(no, now() + LASTS)
        address = f"{request.host_url}status/{link.token(link_secret(edge().engine))}"
        return answers.page("desk_order.html", order=shown, waiting=None, link=address, until=link.until)

    def status(self, token: str) -> ResponseReturnValue:
        """Show whoever has the link the status of an order, and nothing else."""
        link = read_link(token, secret=link_secret(edge().engine), now=now())
        if link is None:
            raise reading.UnknownOrderError
        with read() as conn:
            words = reading.load_status(conn, link.order_no)
        return render_template("desk_status.html", order_no=link.order_no, words=words, at=now())

    def notices(self) -> ResponseReturnValue:
        """Show the newest notices."""
        found = visitor()
        with read() as conn:
            rows = reading.load_notices(conn, self.registry, found.actor)[:MOST_NOTICES]
        return answers.page("desk_notices.html", rows=rows)

    def style(self) -> ResponseReturnValue:
        """Return the stylesheet."""
        return Response((_FILES / "desk.css").read_text("utf-8"), mimetype="text/css")

    def icon(self) -> ResponseReturnValue:
        """Return the picture beside the title."""
        return Response((_FILES / "desk.svg").read_text("utf-8"), mimetype="image/svg+xml")

    def _order(self, no: str) -> reading.Order:
        found = visitor()
        with read() as conn:
            return reading.load_order(conn, self.registry, found.actor, order_no=no, now=now())


def make_desk(registry: Registry, decide: Decide) -> Blueprint:
    """Return the routes of the pages."""
    desk, pages = Blueprint("desk", __name__, template_folder="templates"), Desk(registry, decide)
    desk.add_app_template_filter(moment, "moment")
    desk.add_app_template_filter(amount, "amount")
    desk.register_error_handler(UnauthorizedError, answers.ask_to_sign_in)
    desk.register_error_handler(AppError, answers.tell_error)
    desk.after_request(answers.name_the_site)
    for method, rule, shown in (
        ("GET", "/login", pages.login),
        ("POST", "/login", pages.sign_in),
        ("POST", "/logout", pages.sign_out),
        ("GET", "/todo", pages.todo),
        ("POST", "/todo/<key>", pages.rule),
        ("GET", "/orders/<no>", pages.order),
        ("POST", "/orders/<no>/link", pages.make_link),
        ("GET", "/status/<token>", pages.status),
        ("GET", "/notices", pages.notices),
        ("GET", "/desk.css", pages.style),
        ("GET", "/desk.svg", pages.icon),
    ):
        desk.add_url_rule(rule, shown.__name__, shown, methods=[method])
    return desk
