"""Static files: which there are, for whom, and for how long."""

from __future__ import annotations

import http.client
from importlib.metadata import version

import pytest

from roleplay.server.assets import EXTENSIONS, STATIC_FOLDER, own_addresses, own_files, package_stamp
from tests.server.visiting import House, Visitor

STAMP = package_stamp()
VOILA = f"/voila/static/{STAMP}/voila.js"
ESCAPES = (
    "../conf.json", "..%2fconf.json", "%2e%2e/conf.json", "..\\conf.json", "/etc/passwd", "%2fetc%2fpasswd",
    "....//conf.json", "static/../../conf.json", "page.css/../../conf.json", "%00", "page.css%00.js",
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


@pytest.mark.parametrize("name", sorted(own_files()))
def test_the_templates_own_files_are_for_everybody(house: House, name: str) -> None:
    """The sign-in page needs style and icon before anybody is signed in; a browser keeps them for a year."""
    answer = Visitor(house).get(own_addresses("/")[name])
    assert answer.status == 200
    assert answer.text == (STATIC_FOLDER / name).read_text(encoding="utf-8")
    assert "immutable" in answer.headers["cache-control"]


def test_a_stamp_that_is_not_the_files_own_finds_nothing(house: House) -> None:
    """An address with another version's stamp does not hand out this version."""
    visitor = house.visitor()
    assert visitor.get("/page/0123456789abcdef/page.css").status == 404
    assert visitor.get(VOILA.replace(STAMP, "0123456789abcdef")).status == 404
    assert visitor.get(f"/voila/labextensions/0123456789abcdef/{EXTENSIONS[2]}/package.json").status == 404


def test_voilas_files_are_for_those_who_are_signed_in(house: House) -> None:
    """Nobody else has a use for them."""
    assert Visitor(house).get(VOILA).status == 403
    answer = house.visitor().get(VOILA)
    assert answer.status == 200
    assert answer.headers["cache-control"].startswith("private, max-age=31536000")


def test_an_unchanged_file_is_not_sent_twice(house: House) -> None:
    """A browser that asks again with what it knows is told that nothing has changed."""
    visitor = house.visitor()
    known = visitor.get(VOILA).headers["etag"]
    again = visitor.get(VOILA, **{"If-None-Match": known})
    assert (again.status, again.text) == (304, "")


def test_only_the_listed_extensions_are_served(house: House) -> None:
    """Of all that is installed for JupyterLab, pages load what shows widgets and nothing else."""
    visitor = house.visitor()
    for name in EXTENSIONS:
        assert visitor.get(f"/voila/labextensions/{STAMP}/{name}/package.json").status == 200, name
    for name in ("jupyterlab_pygments", "@voila-dashboards/jupyterlab-preview", "@voila-dashboards/widgets-manager7"):
        assert visitor.get(f"/voila/labextensions/{STAMP}/{name}/package.json").status == 404, name


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_path_leads_out_of_its_folder(house: House, escape: str) -> None:
    """Dots, encoded slashes, absolute paths and null bytes find nothing, signed in or not."""
    visitor = house.visitor()
    stamp = own_files()["page.css"]
    for start in (f"/page/{stamp}", f"/voila/static/{STAMP}", f"/voila/labextensions/{STAMP}/anywidget"):
        assert raw_status(house, f"{start}/{escape}", visitor.cookies) in {400, 403, 404}, start


def test_a_folder_is_not_listed(house: House) -> None:
    """An address of a folder is an address of nothing."""
    visitor = house.visitor()
    for path in (f"/voila/static/{STAMP}/", f"/voila/labextensions/{STAMP}/anywidget/", "/page/", "/voila/static/"):
        assert visitor.get(path).status == 404, path
    assert visitor.get(f"/voila/labextensions/{STAMP}/anywidget/static").status == 404


def test_the_stamp_changes_with_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update of Voilà or anywidget browsers fetch the new files."""
    known = package_stamp()
    monkeypatch.setattr("roleplay.server.assets.version", lambda name: f"{version(name)}.1")
    assert package_stamp.__wrapped__() != known
