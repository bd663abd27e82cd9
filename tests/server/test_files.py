"""What a browser loads beside a page: which files there are, in which form, and for how long."""

from __future__ import annotations

import gzip
import http.client

import pytest

from roleplay.server.assets import Asset, addresses, assets_of, own_assets
from roleplay.server.files import accepted
from roleplay.widgets import modules
from tests.server.house import HERE
from tests.server.visiting import House, Visitor

ESCAPES = (
    "../conf.json", "..%2fconf.json", "%2e%2e/conf.json", "..\\conf.json", "/etc/passwd", "%2fetc%2fpasswd",
    "....//conf.json", "static/../../conf.json", "page.css/../../conf.json", "%00", "page.css%00.js", "sums.json",
)  # fmt: skip


def raw_status(house: House, path: str, cookies: dict[str, str]) -> int:
    """The status for a path that is sent as it stands, dots and all."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.putrequest("GET", path, skip_host=False)
    connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def fetch(house: House, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """An answer with its bytes as they came."""
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


@pytest.mark.parametrize("name", sorted(own_assets()))
def test_files_are_for_everybody_and_for_a_year(house: House, name: str) -> None:
    """The sign-in page needs style and icon before anybody is signed in; no browser asks twice."""
    answer = Visitor(house).get(addresses("/")[name])
    assert answer.status == 200
    assert answer.text == own_assets()[name].body.decode()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", sorted(own_assets()))
def test_every_file_is_there_compressed(house: House, name: str) -> None:
    """A browser that reads brotli gets that, one that reads only gzip that; caches are told that it depends."""
    asset = own_assets()[name]
    address = asset.address("/")
    best, body = fetch(house, address, Accept_Encoding="gzip, deflate, br, zstd")
    assert (best.headers["Content-Encoding"], best.headers["Vary"]) == ("br", "Accept-Encoding")
    assert body == asset.encoded["br"]
    assert len(body) < len(asset.body)
    older, body = fetch(house, address, Accept_Encoding="gzip, deflate")
    assert older.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == asset.body
    plain, body = fetch(house, address)
    assert plain.headers["Content-Encoding"] is None
    assert body == asset.body


def test_the_headers_alone_are_the_same(house: House) -> None:
    """HEAD tells length and form, and brings nothing."""
    asset = own_assets()["page.js"]
    answer, body = fetch(house, asset.address("/"), "HEAD", Accept_Encoding="br")
    assert (answer.status, body) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(asset.encoded["br"]))


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("BR ; q=0.000, GZIP;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("deflate", "identity"),
        ("", "identity"),
        (";q=,,;=", "identity"),
    ],
)
def test_the_best_encoding_that_is_allowed(header: str, encoding: str) -> None:
    """Accept-Encoding is read as HTTP defines it: weights of zero forbid, a star stands for the others."""
    assert accepted(header, ["br", "gzip"]) == encoding


def test_a_stamp_that_is_not_the_files_own_finds_nothing(house: House) -> None:
    """An address with another version's stamp does not hand out this version."""
    assert house.visitor().get("/page/0123456789abcdef/page.css").status == 404


def test_an_unchanged_file_is_not_sent_twice(house: House) -> None:
    """A browser that asks again with what it knows is told that nothing has changed; each form has its own mark."""
    address = addresses("/")["page.js"]
    first, _ = fetch(house, address, Accept_Encoding="br")
    again, body = fetch(house, address, Accept_Encoding="br", If_None_Match=first.headers["ETag"])
    assert (again.status, body) == (304, b"")
    other, body = fetch(house, address, Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert other.status == 200
    assert body


def test_nothing_of_voila_or_jupyterlab_is_served(house: House) -> None:
    """Their scripts, and whatever else is installed for JupyterLab, have no address here."""
    visitor = house.visitor()
    for path in ("voila/static/voila.js", "voila/labextensions/anywidget/package.json", "static/x", "lab/index.html"):
        assert visitor.get(f"/{path}").status == 404, path


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_path_leads_out_of_its_folder(house: House, escape: str) -> None:
    """Dots, encoded slashes, absolute paths and null bytes find nothing, signed in or not."""
    cookies = house.visitor().cookies
    stamp = own_assets()["page.css"].stamp
    assert raw_status(house, f"/page/{stamp}/{escape}", cookies) in {400, 403, 404}
    assert raw_status(house, f"/page/{stamp}/{escape}", {}) in {400, 403, 404}


def test_the_address_changes_with_the_content() -> None:
    """Another content is another address, so that nobody sees an old one."""
    addresses_of = {Asset("page.js", body).address("/base/") for body in (b"one", b"two")}
    assert len(addresses_of) == 2
    assert all(address.startswith("/base/page/") for address in addresses_of)


def test_files_of_a_page_stand_beside_the_packages_own() -> None:
    """A page may bring the script of its app along."""
    found = assets_of([HERE])
    assert found["tiny.js"].body == (HERE / "tiny.js").read_bytes()
    assert found.keys() > own_assets().keys()


def test_an_edited_source_is_served_although_nobody_built_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a working copy an app's script is what its modules say now; only what is up to date is given out compressed."""
    written = modules.source
    edited = {"brief": written("brief") + "// edited\n"}
    monkeypatch.setattr(modules, "source", lambda name: edited.get(name) or written(name))
    found = own_assets.__wrapped__()
    assert b"// edited" in found["trainee.js"].body
    assert not found["trainee.js"].encoded
    assert found["page.js"].encoded
