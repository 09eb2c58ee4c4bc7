from __future__ import annotations

from article.claims.catalogue import CELLS, CLAIMS, dockerfile, program_command
from article.matrix import MATRIX
from slimgo.oci.dockerfile.read import image_plan


def test_claims_rest_on_cells_that_the_matrix_has() -> None:
    assert [MATRIX.cell(identifier).id for identifier in CELLS] == list(CELLS)


def test_the_article_comes_first_and_then_what_it_leaves_unsaid() -> None:
    said = [claim.said for claim in CLAIMS]
    assert said == sorted(said, reverse=True)
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)


def test_a_band_includes_its_ends_and_says_itself() -> None:
    band = next(claim.band for claim in CLAIMS if claim.id == "upx start")
    assert band
    assert band.low in band
    assert band.high in band
    assert band.high + 0.01 not in band
    assert str(band) == "2 to 20 times a plain start"


def test_the_dockerfile_is_the_articles_with_its_quotes_mended() -> None:
    plan = image_plan(dockerfile("user"), {})
    assert plan.config.entrypoint == ("./app.bin", "user")
    assert plan.config.exposed_ports == ("3000/tcp",)
    assert image_plan(dockerfile(expose=False), {}).config.exposed_ports == ()
    assert "COPY [ 'app', 'app.bin' ]" in dockerfile(quote="'")


def test_a_small_program_is_built_without_cgo_and_without_paths_of_this_machine() -> None:
    command = program_command("zone", "/a/zone", ldflags=("-s", "-w"), tags="timetzdata")
    assert str(command) == (
        "CGO_ENABLED=0 go build -C tests/programs/zone -trimpath -buildvcs=false "
        "-tags timetzdata -ldflags '-s -w' -o /a/zone ."
    )
