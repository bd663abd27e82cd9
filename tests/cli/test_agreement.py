"""`roleplay agreement`: tables of figures for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from roleplay.cli.agreement import NO_INTERVALS
from roleplay.cli.main import app
from roleplay.cli.ratings_file import NotRatings
from tests.scoring.agreement.published import FLEISS, KRIPPENDORFF, SHROUT_FLEISS, Table

KEYS = [
    "n_items", "n_raters", "n_ratings", "percent_agreement", "adjacent_agreement", "cohen_kappa", "weighted_kappa",
    "fleiss_kappa", "gwet_ac1", "gwet_ac2", "krippendorff", "icc", "intervals",
]  # fmt: skip


def csv(**dimensions: Table) -> str:
    """Tables as a file, each a dimension; gaps are empty values."""
    rows = [
        f"{item + 1},{'ABCDEF'[rater]},{'' if cell is None else cell},{name}"
        for name, table in dimensions.items()
        for item, cells in enumerate(table)
        for rater, cell in enumerate(cells)
    ]
    return "\n".join(["item,rater,value,dimension", *rows, ""])


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Three published tables in one file."""
    file = tmp_path / "published.csv"
    file.write_text(csv(alpha=KRIPPENDORFF, icc=SHROUT_FLEISS, kappa=FLEISS), encoding="utf-8")
    return file


def agreement(file: Path, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["agreement", str(file), *options])


def as_data(file: Path, *options: str) -> dict[str, Any]:
    """What it prints for programs."""
    result = agreement(file, "--json", *options)
    assert result.exit_code == 0, result.output

    def strange(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    found: dict[str, Any] = json.loads(result.output, parse_constant=strange)
    return found


def figures(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Every figure inside, at any depth."""
    own = [data] if "value" in data else []
    inside = [each for each in data.values() if isinstance(each, dict)] + data.get("pairs", [])
    return own + [figure for each in inside for figure in figures(each)]


def test_published_figures(published: Path) -> None:
    """To all printed digits, by dimension."""
    found = as_data(published)
    alphas = {name: f"{figure['value']:.3f}" for name, figure in found["alpha"]["krippendorff"].items()}
    assert alphas == {"nominal": "0.743", "ordinal": "0.815", "interval": "0.849", "ratio": "0.797"}
    iccs = [f"{figure['value']:.3f}" for figure in found["icc"]["icc"].values()]
    assert iccs == ["0.166", "0.290", "0.715", "0.443", "0.620", "0.909"]
    assert f"{found['kappa']['fleiss_kappa']['value']:.3f}" == "0.430"


def test_json_has_every_figure_with_its_interval_or_why_not(published: Path) -> None:
    """By dimension and with the same keys in each; where there is null, `why` says so in words."""
    found = as_data(published, "--bootstrap", "50")
    assert list(found) == ["alpha", "icc", "kappa"]
    for data in found.values():
        assert list(data) == KEYS
        assert list(data["weighted_kappa"]) == ["linear", "quadratic"]
        assert list(data["icc"]) == ["icc11", "icc21", "icc31", "icc1k", "icc2k", "icc3k"]
        for figure in figures(data):
            assert {"value", "ci"} <= set(figure)
            assert (figure["value"] is None or figure["ci"] is None) == bool(figure.get("why"))
            if figure["ci"] is not None:
                low, high = figure["ci"]
                assert low <= high
    assert found["alpha"]["n_items"] == 12
    assert found["alpha"]["n_raters"] == 4
    assert found["icc"]["icc"]["icc21"]["mcgraw_wong"] == "ICC(A,1)"
    assert [pair["raters"] for pair in found["alpha"]["cohen_kappa"]["pairs"]][:2] == [["A", "B"], ["A", "C"]]


def test_words_have_nominal_figures_only(published: Path) -> None:
    """Fleiss' diagnoses are names: what needs an order is null, and why."""
    found = as_data(published)["kappa"]
    assert found["gwet_ac1"]["value"] is not None
    assert found["krippendorff"]["nominal"]["ci"] is not None
    without = [
        found["adjacent_agreement"],
        found["gwet_ac2"],
        *found["icc"].values(),
        *found["weighted_kappa"].values(),
    ]
    without += [found["krippendorff"][metric] for metric in ("ordinal", "interval", "ratio")]
    assert {(figure["value"], figure["why"].split(",")[0]) for figure in without} == {(None, "the values are words")}


def test_without_the_column_everything_is_one_dimension(tmp_path: Path) -> None:
    """It is called "all"."""
    file = tmp_path / "plain.csv"
    file.write_text("item,rater,value\n1,A,2\n1,B,2\n", encoding="utf-8")
    assert list(as_data(file)) == ["all"]


def test_a_scale_may_have_values_that_nobody_gave(tmp_path: Path) -> None:
    """AC1 is higher for it, alpha the same; a dimension without ratings stays undefined."""
    file = tmp_path / "levels.csv"
    file.write_text(csv(level=[(3, 3)] * 5 + [(3, 4)], nothing=[(None, None)]), encoding="utf-8")
    seen, scaled = as_data(file), as_data(file, "--scale", "1,2,3,4")
    assert scaled["level"]["gwet_ac1"]["value"] > seen["level"]["gwet_ac1"]["value"]
    assert scaled["level"]["krippendorff"] == seen["level"]["krippendorff"]
    assert scaled["nothing"] == seen["nothing"]
    assert seen["nothing"]["gwet_ac1"] == {"value": None, "ci": None, "why": "nothing was rated"}


def test_the_seed_decides_on_the_intervals(published: Path) -> None:
    """Same seed, same output to the last digit; another seed, other intervals and the same values."""
    first, again, other = (as_data(published, "--bootstrap", "50", "--seed", seed) for seed in "334")
    assert first == again
    assert first["icc"] != other["icc"]
    assert first["icc"]["icc"] == other["icc"]["icc"]
    assert first["icc"]["fleiss_kappa"]["value"] == other["icc"]["fleiss_kappa"]["value"]


def test_people_get_a_line_and_a_sentence_for_each_figure(published: Path) -> None:
    """And below, what an interval is; lines of undefined figures say why."""
    result = agreement(published)
    assert result.exit_code == 0
    alpha, icc, kappa, below = result.output.split("\n\n")
    assert alpha.splitlines()[0] == "alpha: 12 items, 4 raters, 41 ratings"
    ordinal = next(line for line in alpha.splitlines() if "ordinal" in line)
    assert ordinal.split()[:4] == ["Krippendorff's", "alpha,", "ordinal", "0.815"]
    assert ordinal.endswith("The same, where only the order of values counts.")
    assert "ICC(3,k), or ICC(C,k)            0.909  [0.676, 0.986]" in icc
    words = [
        line
        for line in kappa.splitlines()
        if line.endswith("Undefined: the values are words, which have no order and no distance.")
    ]
    assert len(words) == 13
    assert "1000 times (seed 1, percentiles)" in below
    assert "nothing about other raters" in below
    assert all("nan" not in line.split() for line in result.output.splitlines())


def test_pairs_of_raters_are_listed_as_long_as_they_are_few(tmp_path: Path) -> None:
    """Those of three raters are; of seven raters only their number is told; two raters are one pair and need no list."""
    file = tmp_path / "raters.csv"
    told = {}
    for raters in (2, 3, 7):
        rows = [f"{item},{rater},{(item + rater // 2) % 3}" for item in range(6) for rater in range(raters)]
        file.write_text("\n".join(["item,rater,value", *rows]), encoding="utf-8")
        told[raters] = agreement(file, "--bootstrap", "0").output
    assert "pair of raters" not in told[2]
    assert "  0 and 1, Cohen" in told[3]
    assert "There are 21 pairs of raters; --json lists them." in told[7]
    assert "0 and 1, Cohen" not in told[7]


def test_it_is_said_how_many_pairs_a_mean_is_over(tmp_path: Path) -> None:
    """Two raters who never met on an item have no kappa, and the mean is over the others."""
    file = tmp_path / "gaps.csv"
    table = [(1, 1, None), (2, 2, None), (None, 1, 1), (None, 2, 1)]
    file.write_text(csv(all=table), encoding="utf-8")
    assert "mean over pairs of raters (2 of 3 pairs; the others have none)." in agreement(file).output


def test_without_samples_there_are_no_intervals(published: Path) -> None:
    """But those of the ICCs, which need none."""
    result = agreement(published, "--bootstrap", "0")
    assert result.exit_code == 0
    assert result.output.rstrip().endswith(NO_INTERVALS)
    bracketed = [line.split(",")[0].strip()[:4] for line in result.output.splitlines() if "[" in line]
    assert set(bracketed) == {"ICC("}


def test_a_file_that_is_refused_ends_the_command(tmp_path: Path) -> None:
    """With the error that `roleplay` shows as where, what and how to mend, and 1."""
    result = agreement(tmp_path / "nothing.csv")
    assert result.exit_code == 1
    assert isinstance(result.exception, NotRatings)


@pytest.mark.parametrize(
    "options", [["--bootstrap", "-1"], ["--seed", "-1"], ["--bootstrap", "many"], ["--scale", "1"]]
)
def test_misuse_ends_with_2(published: Path, options: list[str]) -> None:
    """Numbers that make no sense are refused before anything is read."""
    assert agreement(published, *options).exit_code == 2
