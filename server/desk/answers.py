"""Answers of the pages: what is around each, what a form decided, what is said when something cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response, g, redirect, render_template, request

from server.db.keys import new_key
from server.desk.sessions import visitor
from server.errors import InvalidError
from server.notices.contract import Decision, Ruling
from server.notices.rules.reasons import REASONS
from sync.rows.keys import is_key

if TYPE_CHECKING:
    import datetime as dt

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Connection

    from server.errors import AppError
    from server.notices.contract import Decide, Verdict

SEE_OTHER, UNAUTHORIZED = 303, 401
DECISIONS = {"approve": Decision.APPROVE, "reject": Decision.REJECT}
LONGEST_REV, LONGEST_COMMENT = 9, 1_000


class BadFormError(InvalidError):
    """The form is none of ours."""

    title = "表单不完整，请返回重试"


def page(template: str, **shown: Any) -> str:
    """Return a page for who is signed in."""
    return render_template(template, visitor=visitor(), reasons=REASONS, request_id=new_key, **shown)


def go(path: str) -> Response:
    """Send the browser to another page of ours, to be asked for anew."""
    return Response(status=SEE_OTHER, headers={"Location": path})


def ruling(key: str, *, user: str) -> Ruling:
    """Return what the form decides; raises BadFormError."""
    form = request.form
    rev, again = form.get("rev", ""), form.get("request", "")
    sound = form.get("decision") in DECISIONS and is_key(key) and is_key(again)
    if not sound or not rev.isdecimal() or len(rev) > LONGEST_REV:
        raise BadFormError
    comment = (form.get("reason") or form.get("comment") or "").strip()
    return Ruling(
        key=key,
        decision=DECISIONS[form["decision"]],
        user=user,
        comment=comment[:LONGEST_COMMENT] or None,
        rev=int(rev),
        request=again,
    )


def ruled(conn: Connection, *, decide: Decide, asked: Ruling, at: dt.datetime) -> Verdict:
    """Return the verdict on a ruling."""
    return decide(conn, asked, at)


def ask_to_sign_in(_error: AppError) -> ResponseReturnValue:
    """Show where to sign in, and come back afterwards."""
    if request.method != "GET":
        return go("/login")
    return redirect(f"/login?next={quote(request.path)}", code=SEE_OTHER)


def tell_error(error: AppError) -> ResponseReturnValue:
    """Say what is wrong, as a page."""
    shown = render_template(
        "desk_message.html", title=error.title, sentence=error.detail, visitor=g.get("visitor")
    )
    return shown, error.status, waiting(error)


def waiting(error: AppError) -> dict[str, str]:
    """Return the header that says when to try again, if the error knows."""
    seconds = error.retry_after_seconds
    return {} if seconds is None else {"Retry-After": str(seconds)}


def name_the_site(response: Response) -> Response:
    """Let our own pages see where a form came from: with no referrer at all, browsers hide the origin too."""
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response
