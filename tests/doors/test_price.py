"""`slimgo price` as a person types it: measured, interrupted, gone on with, told in each format."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from slimgo.pipeline.price.saved import read
from slimgo.plan.price import quantities as q
from slimgo.plan.price.estimate import ratio
from slimgo.plan.price.measurings import COLD, ENGINE, MEASURINGS
from slimgo.plan.price.schedule import standing
from slimgo.values.price import PriceList
from tests.doors.pricing import ASK, ENOUGH, TWO, known_of, priced, with_go
from tests.integration.doors.module import Done, Module
from tests.waiting import PATIENCE_SECONDS, until

Make = Callable[[str], Module]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Module, Done]:
    """A service, priced until it is certain, and how that ended. Not to be changed."""
    folder = tmp_path_factory.mktemp("priced") / "server"
    shutil.copytree(Path(__file__).parents[1] / "programs/ship/server", folder)
    module = Module(path=folder)
    done = priced(module, *ASK, *TWO, *ENOUGH, "--seed", "7")
    assert done.status == 0, done.err
    return module, done


def test_every_quantity_is_measured_as_often_as_it_takes(whole) -> None:
    known = known_of(whole[0])
    assert not known.failures
    # nobody asked for an engine; and where /tmp lies in memory, no file there is ever cold
    missed = {each.what for each in known.not_measured}
    assert missed <= {COLD.name}
    missed.add(ENGINE.name)
    assert all(
        standing(known, each).done for each in MEASURINGS.values() if each.name not in missed
    )
    left_out = {quantity for name in missed for quantity in MEASURINGS[name].gives}
    for variant in known.priced:
        for name in {*q.QUANTITIES} - left_out:
            assert known.of(variant.name, name), (variant.name, name)


def test_what_packing_saves_and_costs_is_seen(whole) -> None:
    known = known_of(whole[0])
    plain, packed = known.priced
    assert packed.disk_bytes == (whole[0].path / packed.path).stat().st_size
    assert packed.disk_bytes < plain.disk_bytes / 3
    assert {way for way, _ in packed.pull_bytes} == {way for way, _ in plain.pull_bytes}
    assert all(sent < dict(plain.pull_bytes)[way] for way, sent in packed.pull_bytes)
    assert {"symbols", "debugger"} <= {*packed.lost}
    assert plain.lost == ()
    for quantity in (q.START, q.START_ONE_CPU, q.START_CONTAINER, q.PEAK, q.replicas(8)):
        assert difference(known, quantity) == "more", quantity
    assert difference(known, q.nothing_at(100)) == "less"


def difference(known: PriceList, quantity: str) -> str:
    """Of the packed one from the plain one."""
    own, base = (known.of(each.name, quantity) for each in reversed(known.priced))
    assert own
    assert base
    found = ratio(own, base)
    assert found
    return found.difference


def test_the_table_and_the_advice_go_to_standard_output_and_progress_does_not(whole) -> None:
    _, done = whole
    head, plain, packed, *rest = done.out.splitlines()
    assert head.split()[:3] == ["disk", "pull", "start"]
    assert plain.startswith("plain ")
    assert packed.startswith("stripped+gopack ")
    assert any(line.startswith("Smallest disk: stripped+gopack, ") for line in rest)
    assert any(line.startswith("Fastest from nothing at 100 Mbit/s: ") for line in rest)
    last = done.err.splitlines()[-1]
    assert last == (
        "2 variants priced: open build/report.html in a browser; the figures are in "
        "build/price/server.json."
    )


def test_the_page_is_beside_the_figures(whole) -> None:
    page = (whole[0].path / "build" / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "").replace("nethttp", "")


def test_what_is_certain_is_not_measured_again_and_is_told_in_each_format(whole) -> None:
    module, _ = whole
    before = known_of(module)
    again = {
        form: priced(module, *ASK, *TWO, *ENOUGH, "--format", form)
        for form in ("json", "markdown", "junit", "html")
    }
    assert {each.status for each in again.values()} == {0}
    assert known_of(module).series == before.series
    assert (
        json.loads(again["json"].out)["series"]
        == json.loads((module.path / "build/price/server.json").read_text())["series"]
    )
    assert "| stripped+gopack |" in again["markdown"].out
    assert len(again["markdown"].out) < 60_000
    cases = ET.fromstring(again["junit"].out).iter("testcase")  # noqa: S314  our own
    assert {each.get("name") for each in cases} == {"plain", "stripped+gopack"}
    assert again["html"].out.startswith("<!DOCTYPE html>")


def test_two_price_lists_of_one_machine_are_compared(whole, tmp_path) -> None:
    module, _ = whole
    one = module.path / "build/price/server.json"
    other = tmp_path / "other.json"
    other.write_text(one.read_text().replace('"processor"', '"another processor"'))
    same = module.slimgo("compare", str(one), str(one))
    assert same.status == 0, same.err
    assert "  no difference seen: start, " in same.out
    differ = module.slimgo("compare", str(one), str(other))
    assert "! only bytes are compared: the machines differ" in differ.out
    assert "start" not in differ.out.replace("stripped+gopack", "")


def begun(module: Module, samples: int) -> subprocess.Popen[str]:
    """A run that has measured something, and has much left to do."""
    words = ("price", *ASK, *TWO, *ENOUGH)
    process = subprocess.Popen(
        [sys.executable, "-m", "slimgo", *words],
        cwd=module.path,
        env={**os.environ, "SLIMGO_ENGINE": "builtin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def measured() -> bool:
        file = module.path / "build/price/server.json"
        return file.is_file() and sum(len(each.samples) for each in read(file).series) >= samples

    until(measured, process)
    return process


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]
)
def test_a_run_that_is_ended_goes_on_where_it_stopped(
    module: Make, number: signal.Signals, status: int
) -> None:
    here = module("server")
    process = begun(here, samples=9)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == status
    assert "Traceback" not in err
    if number is not signal.SIGKILL:
        assert out.splitlines()[1].startswith("plain ")
        assert "the same command goes on from here" in err
    before = known_of(here)
    assert before.series
    until(lambda: not running_below(here.path))
    seconds = round(before.spent_seconds) + 20
    done = priced(here, *ASK, *TWO, "--budget", f"{seconds}s")
    assert done.status == 0, done.err
    after = known_of(here)
    assert after.seed == before.seed
    assert sum(len(each.samples) for each in after.series) > sum(
        len(each.samples) for each in before.series
    )
    for each in before.series:
        grown = after.of(each.variant, each.quantity)
        assert grown is not None
        assert grown.samples[: len(each.samples)] == each.samples


def running_below(folder: Path) -> list[str]:
    """Programs that run from files there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/exe"):
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return [each for each in found if each.startswith(str(folder))]


def test_a_variant_that_does_not_build_is_named_and_the_others_are_measured(module: Make) -> None:
    here = module("server")
    here.write("cmd/server/broken.go", '//go:build purego\n\npackage main\n\nvar x int = "no"\n')
    done = priced(here, *ASK, "--variant", "plain", "--variant", "no-assembly", "--budget", "20s")
    assert done.status == 0, done.err
    assert "no-assembly" in done.out
    assert "✗ " in done.out
    plain, broken = known_of(here).variants
    assert "broken.go" in broken.failed
    assert not plain.failed


def test_a_baseline_that_does_not_build_ends_it(module: Make) -> None:
    here = module("server")
    here.write("cmd/server/broken.go", 'package main\n\nvar x int = "no"\n')
    done = priced(here, *ASK, *TWO)
    assert done.status == 1
    assert "broken.go" in done.err
    assert done.out == ""


def test_without_a_load_generator_and_a_registry_the_rest_is_measured(
    tmp_path: Path,
) -> None:
    shutil.copytree(Path(__file__).parents[1] / "programs/hello", tmp_path / "hello")
    here = Module(path=tmp_path / "hello")
    nothing = {"SLIMGO_CACHE": str(tmp_path / "cache"), "GOPROXY": "off", "GOFLAGS": "-mod=mod"}
    nothing["GOMODCACHE"] = str(tmp_path / "modules")
    done = priced(here, "--port", "3000", *TWO, "--budget", "30s", **nothing)
    assert done.status == 0, done.err
    lacking = {each.what for each in known_of(here, "hello").not_measured} - {COLD.name}
    assert lacking == {"a load", "pulls without a limit", "pulls at 100 Mbit/s",
                       "pulls at 1000 Mbit/s"}  # fmt: skip
    assert "Not measured: a load: bombardier cannot be built, which sends requests" in done.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--variant", "fast"), "✗ there is no lever 'fast'\n  → write plain, or some"),
        (("--variant", "upx+gopack"), "✗ upx, gopack exclude each other\n"),
        (("--budget", "soon"), "✗ 'soon' is no time\n  → write it as 90s, 5m or 1h\n"),
        (("--seed", "-1"), "✗ '-1' is no seed\n"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(module: Make, words: tuple[str, ...], told: str) -> None:
    done = priced(module("server"), *ASK, *words)
    assert done.status == 1
    assert done.err.startswith(told)


def test_a_worker_is_told_why_it_has_no_start(module: Make) -> None:
    here = module("worker")
    settings = '[program.worker]\npackage = "./cmd/worker"\n'
    here.write("slimgo.toml", settings + '[[program.worker.probe]]\nkind = "worker"\n')
    done = priced(here, "worker", *TWO)
    assert done.status == 0, done.err
    assert "it neither answers nor ends, so no start of it comes to anything" in done.out
    assert known_of(here, "worker").series == ()


def test_variants_of_the_settings_file_are_priced_with_their_own_flags(module: Make) -> None:
    here = module("server")
    here.write("slimgo.toml", '[variant.mine]\ntags = ["nethttpomithttp2"]\npack = "gopack"\n')
    words = ("--variant", "plain", "--variant", "mine", "--variant", "stripped+mine")
    done = priced(here, *ASK, *words, "--budget", "15s")
    assert done.status == 0, done.err
    plain, mine, both = known_of(here).variants
    assert "HTTP/2" in mine.lost
    assert {"HTTP/2", "symbols"} <= {*both.lost}
    assert both.disk_bytes < mine.disk_bytes < plain.disk_bytes
    assert "-tags nethttpomithttp2" in mine.commands[0]
    assert (mine.does, mine.effect) == ("[variant.mine] of slimgo.toml", "changes behaviour")


def test_releases_of_go_are_one_table(module: Make) -> None:
    here = module("server")
    words = ("--go", "1.25,1.26", "--variant", "stripped", "--budget", "15s")
    done = priced(here, *ASK, *words)
    assert done.status == 0, done.err
    older, newer = known_of(here).variants
    assert older.name.startswith("go1.25.")
    assert newer.name.startswith("go1.26.")
    assert older.sha256 != newer.sha256
    for each in (older, newer):
        words_of_go = ("go", "version", str(here.path / each.path))
        told = subprocess.run(
            words_of_go, capture_output=True, text=True, check=True, env=with_go()
        )
        assert told.stdout.split()[-1] == each.name.partition("+")[0]


def service(path: Path, first: str, each: str) -> Module:
    """A module of a service that does something first, and something for each question."""
    here = Module(path=path)
    here.write("go.mod", "module example.com/odd\n\ngo 1.21\n")
    here.write(
        "main.go",
        'package main\n\nimport (\n"bytes"\n"net/http"\n"os"\n"runtime"\n)\n\n'
        "var kept = [][]byte{bytes.Repeat(nil, 1)}\n\n"
        f"func main() {{\nif runtime.NumCPU() < 0 {{ os.Exit(1) }}\n{first}\n"
        'http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {\n'
        f'{each}\nw.Write([]byte("ok"))\n}})\nhttp.ListenAndServe(":8080", nil)\n}}\n',
    )
    return here


def test_a_program_that_answers_sometimes_is_told_and_measured_where_it_does(tmp_path) -> None:
    here = service(tmp_path, "if runtime.NumCPU() == 1 { os.Exit(3) }", "")
    done = priced(here, *ASK, *TWO, "--budget", "40s")
    assert done.status == 0, done.err
    assert "did not answer 3 times: starts on one CPU: it ended with status 3" in done.out
    known = known_of(here, "odd")
    assert known.of("plain", q.START)
    assert known.of("plain", q.START_ONE_CPU) is None


def test_a_program_that_never_answers_is_told_before_anything_is_measured(tmp_path) -> None:
    here = service(tmp_path, "if runtime.NumCPU() > 0 { select {} }", "")
    done = priced(here, *ASK, *TWO, "--budget", "20s")
    assert done.status == 1
    assert done.out == ""
    assert "plain cannot be made: runs ✗: " in done.err
    assert len(done.err.splitlines()) < 20


def test_a_program_that_leaks_is_told(tmp_path) -> None:
    here = service(tmp_path, "", "kept = append(kept, bytes.Repeat([]byte{1}, 8192))")
    done = priced(here, *ASK, *TWO, "--budget", "40s")
    assert done.status == 0, done.err
    assert "times as much memory after 10,000 requests" in done.out


def test_what_was_measured_is_kept_and_told_where_nothing_can_be_written_any_more(
    module: Make,
) -> None:
    here = module("server")
    process = begun(here, samples=9)
    file = here.path / "build/price/server.json"
    before = read(file)
    folder = file.parent
    kept = folder.with_name("kept")
    folder.rename(kept)
    folder.write_text("no folder any more")
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "Traceback" not in err
    assert "cannot be made: File exists" in err
    assert out.splitlines()[1].startswith("plain ")
    found = read(kept / "server.json")
    assert len(found.series) >= len(before.series)
