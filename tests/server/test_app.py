"""What the server as a whole answers, and to whom."""

from __future__ import annotations

import http.client

import pytest

from tests.server.visiting import House, Visitor

KERNEL = "12345678-1234-1234-1234-123456789abc"
PRIVATE = (
    "/", "/learn", "/learn/play/some-attempt", "/learn/progress", "/broken", f"/api/kernels/{KERNEL}",
    f"/api/kernels/{KERNEL}/channels",
)  # fmt: skip
ABSENT = (
    "/api/kernels", "/api/contents", "/api/contents/", "/api/sessions", "/api/status", "/api/terminals", "/api/me",
    f"/voila/query/{KERNEL}", f"/voila/execution/{KERNEL}", "/voila/tree", "/voila/render/tiny.ipynb", "/login",
    "/logout", "/voila/files/tiny.ipynb", "/voila/files/house.py", "/voila/templates/lab/static/voila.js",
    "/voila/api/themes/x", "/voila/api/contents", "/tiny.ipynb", "/learnt", f"/api/kernels/{KERNEL}/restart",
)  # fmt: skip
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize("path", PRIVATE)
def test_nobody_gets_anything_without_signing_in(house: House, path: str) -> None:
    """Every address that is anything is refused to a visitor without a session, and starts no kernel."""
    before = len(house.kernels())
    answer = Visitor(house).get(path)
    assert answer.status == 403
    assert "jupyter-config-data" not in answer.text
    assert len(house.kernels()) == before


@pytest.mark.parametrize("path", ABSENT)
def test_what_jupyter_and_voila_serve_besides_is_not_there(house: House, path: str) -> None:
    """Contents, trees, files, themes, queries, terminals: nothing of it exists, not even for who is signed in."""
    assert house.visitor().get(path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_a_page_is_only_read(house: House, method: str) -> None:
    """Other methods on a page start no kernel."""
    before = len(house.kernels())
    answer = house.visitor().ask(method, "/learn", headers={"Origin": house.origin})
    assert answer.status in {404, 405}
    assert len(house.kernels()) == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "0.0.0.0", ""])
def test_an_unexpected_host_name_is_turned_away(house: House, host: str) -> None:
    """Another site's name that is made to point here (DNS rebinding) gets no page, no file, no socket, even with a session."""
    visitor = house.visitor()
    for path in ("/", "/learn", f"/api/kernels/{KERNEL}", f"/api/kernels/{KERNEL}/channels", "/pulse"):
        answer = visitor.get(path, Host=host)
        assert answer.status in {400, 421}, path
        assert "jupyter-config-data" not in answer.text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "[::1]:9", "127.0.0.1"])
def test_the_names_of_this_machine_are_expected(house: House, host: str) -> None:
    """The ways to say "this machine" all work, whatever the port: a tunnel may change it."""
    assert Visitor(house).get("/pulse", Host=host).status == 204


def test_every_answer_carries_the_security_headers(house: House) -> None:
    """Pages, redirects, files, refusals and errors alike say what a browser may do with them."""
    visitor = house.visitor()
    page = visitor.get("/learn/headers")
    stylesheet = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    script = page.text.rsplit(' src="', 1)[1].split('"')[0]
    answers = {
        "page": page,
        "redirect": visitor.get("/"),
        "stylesheet": visitor.get(stylesheet),
        "script": visitor.get(script),
        "sign-in": Visitor(house).get("/"),
        "missing": visitor.get("/nothing"),
        "missing file": visitor.get("/page/abc/none.css"),
        "kernel": visitor.get(f"/api/kernels/{page.kernel_id}"),
        "refused socket": visitor.get(f"/api/kernels/{KERNEL}/channels"),
        "misdirected": visitor.get("/", Host="evil.example"),
        "pulse": visitor.get("/pulse"),
        "health": visitor.get("/healthz"),
        "counters": visitor.get("/metrics"),
        "method": visitor.ask("DELETE", "/learn"),
    }
    assert {name: answers[name].status for name in ("page", "stylesheet", "script")} == {
        "page": 200,
        "stylesheet": 200,
        "script": 200,
    }
    for name, answer in answers.items():
        assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS, name
        policy = answer.headers["content-security-policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules.pop("connect-src").split()[0] == "'self'"
        assert rules == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'self'",
            "frame-ancestors": "'none'",
        }, name
        assert "server" not in answer.headers, name


def test_pages_are_not_kept_by_anybody(house: House) -> None:
    """A page holds what belongs to one person: no cache keeps it."""
    visitor = house.visitor()
    for path in ("/learn/cached", "/", "/nothing"):
        assert visitor.get(path).headers["cache-control"] == "no-store", path


def test_a_wrong_request_shows_no_traceback(house: House) -> None:
    """What a visitor gets wrong is answered with a page, and leaves no noise in the server's window."""
    visitor = house.visitor()
    for path in (
        "/%ff%fe",
        "/learn/%00",
        "/learn/..%2f..%2fetc/passwd",
        "/?token=%ff",
        "/learn?token=a&token=b",
        "//x",
    ):
        answer = visitor.get(path)
        assert answer.status < 500, path
        assert "Traceback" not in answer.text
    assert "Traceback" not in house.log_path.read_text()


def test_a_cookie_of_garbage_is_no_session(house: House) -> None:
    """Any bytes as a cookie give the sign-in page."""
    for value in ("x", "2|1:0|10:0|4:a|4:b|c", "%00", '"', "2|" + "9" * 500):
        answer = Visitor(house, {f"roleplay-{house.port}": value}).get("/learn")
        assert answer.status == 403, value


def test_the_server_listens_on_this_machine_only(house: House) -> None:
    """Nothing answers at this machine's other addresses."""
    connection = http.client.HTTPConnection("127.0.0.2", house.port, timeout=2)
    with pytest.raises(OSError, match="refused"):
        connection.request("GET", "/pulse")
