"""What is found of the image, word for word: as the evidence was, and spoiled."""

from __future__ import annotations

from tests.unit.article.claims.judges.spoil import Row, as_found, heard, image, no_image

ROWS = (
    Row("scratch", as_found,
        "holds: one file: the program; nothing comes with the base -> scratch is the empty image"),
    Row("scratch", image("builtin", files=("/app.bin", "/etc/passwd")),
        "wrong: files: /app.bin, /etc/passwd -> the image should hold the program alone"),
    Row("scratch", no_image("builtin"), "cannot be checked here: no builtin -> install it"),
    Row("expose", as_found,
        "wrong: EXPOSE without -p publishes nothing; -p without EXPOSE answers "
        "-> EXPOSE is a note in the image's configuration; -p does it [docker: Hello Ahmed]"),
    Row("expose", heard("exposed", "3000/tcp -> 0.0.0.0:3000"),
        "wrong: EXPOSE without -p publishes 3000/tcp -> 0.0.0.0:3000; -p without EXPOSE answers "
        "-> EXPOSE is a note in the image's configuration; -p does it [docker: Hello Ahmed]"),
    Row("expose", heard("published", "docker: it never listened", 1),
        "holds: -p without EXPOSE does not answer -> docker: it never listened"),
    Row("quotes", as_found,
        "wrong: docker's builder and ours refuse it; with double quotes it builds "
        "-> what is not JSON is split at spaces, quotes and commas left in the names "
        "[docker: COPY failed; ours: is not JSON]"),
    Row("quotes", heard("docker quotes", ""),
        "holds: docker builds it -> it takes them [docker: ; ours: is not JSON]"),
    Row("quotes", heard("docker mended", "no", 1),
        "wrong: docker refuses double quotes too "
        "-> both builders should split it alike [docker: COPY failed; ours: is not JSON]"),
    Row("quotes", heard("builtin quotes", ""),
        "wrong: ours builds it "
        "-> both builders should split it alike [docker: COPY failed; ours: ]"),
    Row("stray", as_found,
        "wrong: the program is given `.` as an argument, and ignores it "
        "-> words behind the image's name are the program's; the dot belongs to docker build "
        "[arguments: .]"),
    Row("stray", heard("stray", "nothing"),
        "holds: no argument arrives -> docker did not pass the dot on [nothing]"),
    Row("image size", as_found,
        "holds: to the byte equal, in docker (graph driver) and in our own engine "
        "-> scratch adds nothing, and this Size counts the files' bytes "
        "[builtin 2389280; docker 2389280; podman 2393030]"),
    Row("image size", no_image("podman"),
        "holds: to the byte equal, in docker (graph driver) and in our own engine "
        "-> scratch adds nothing, and this Size counts the files' bytes "
        "[builtin 2389280; docker 2389280]"),
    Row("image size", image("docker", size_bytes=2_389_281),
        "wrong: to the byte not equal, in docker (graph driver) and in our own engine "
        "-> scratch adds nothing, and this Size counts the files' bytes "
        "[builtin 2389280; docker 2389281; podman 2393030]"),
    Row("image size", image("docker", program_bytes=2_389_281),
        "wrong: to the byte not equal, in docker (graph driver) and in our own engine "
        "-> scratch adds nothing, and this Size counts the files' bytes "
        "[builtin 2389280; docker 2389280; podman 2393030]"),
    Row("image size", image("builtin", files_bytes=2_389_281),
        "wrong: to the byte not equal, in docker (graph driver) and in our own engine "
        "-> scratch adds nothing, and this Size counts the files' bytes "
        "[builtin 2389280; docker 2389280; podman 2393030]"),
    Row("image size", image("docker", exact=False, meaning="compressed layers"),
        "no longer: docker's containerd store counts compressed layers "
        "-> compressed layers [builtin 2389280; docker 2389280; podman 2393030]"),
    Row("podman size", as_found,
        "holds: 0.5 to 20 kB above the binary in podman "
        "-> podman counts the layer's tar, config and manifest; docker's containerd store "
        "compressed layers: compare the files, not the Sizes "
        "[3.75 kB above the binary in podman; Size 2393030, program 2389280]"),
    Row("podman size", image("podman", size_bytes=2_389_280),
        "outside its band: 0 kB above the binary in podman, believed to be 0.5 to 20 kB above "
        "the binary in podman "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[Size 2389280, program 2389280]"),
    Row("podman size", image("podman", size_bytes=2_389_780),
        "holds: 0.5 to 20 kB above the binary in podman "
        "-> podman counts the layer's tar, config and manifest; docker's containerd store "
        "compressed layers: compare the files, not the Sizes "
        "[0.5 kB above the binary in podman; Size 2389780, program 2389280]"),
    Row("podman size", image("podman", size_bytes=2_409_280),
        "holds: 0.5 to 20 kB above the binary in podman "
        "-> podman counts the layer's tar, config and manifest; docker's containerd store "
        "compressed layers: compare the files, not the Sizes "
        "[20 kB above the binary in podman; Size 2409280, program 2389280]"),
    Row("podman size", image("podman", size_bytes=2_409_281),
        "outside its band: 20 kB above the binary in podman, believed to be 0.5 to 20 kB above "
        "the binary in podman "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[Size 2409281, program 2389280]"),
    Row("podman size", image("podman", files_bytes=1),
        "wrong: its files differ -> both engines should make the same files of one Dockerfile"),
)  # fmt: skip
