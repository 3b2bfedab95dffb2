"""A call inside the process reaches the application as one over the network would."""

from __future__ import annotations

from flask import Flask, Response, request

from server.web.inprocess import caller


def echoing() -> Flask:
    """Return an application that answers with what it was asked."""
    app = Flask("echo")

    @app.route("/<path:path>", methods=["GET", "POST"])
    def echo(path: str) -> Response:
        words = [
            request.method,
            path,
            request.args.get("q", ""),
            request.headers.get("Authorization", "nobody"),
            request.get_data(as_text=True),
        ]
        return Response("|".join(words), status=201, headers={"X-Kind": request.content_type or "none"})

    return app


def test_method_path_query_body_and_token_arrive() -> None:
    call = caller(echoing().wsgi_app)
    status, headers, body = call("POST", "/a/b?q=1", '{"数量":1}'.encode(), "secret")
    assert status == 201
    assert headers["X-Kind"] == "application/json"
    assert body.decode() == 'POST|a/b|1|Bearer secret|{"数量":1}'


def test_a_path_with_chinese_words_arrives_however_it_is_written() -> None:
    call = caller(echoing().wsgi_app)
    assert call("GET", "/%E4%BA%A7%E5%93%81", None, "")[2].decode() == "GET|产品||nobody|"


def test_without_a_body_there_is_no_content_type() -> None:
    assert caller(echoing().wsgi_app)("GET", "/a", None, "")[1]["X-Kind"] == "none"
