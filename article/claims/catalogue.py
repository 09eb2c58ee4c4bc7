"""The claims as data: the article's in its order, then what it leaves unsaid."""

from __future__ import annotations

from article.claims.claim import Band, Claim
from slimgo.values.command import Command

CLAIMS = (
    Claim(id="answers", says="GET /?name=Ahmed: “Hello Ahmed”; without a name: “Hello world”"),
    Claim(id="cross", elsewhere=True, says="On a Mac, GOOS=linux is all that a build for the "
          "container needs"),
    Claim(id="darwin", says="A build for darwin will not run inside the container"),
    Claim(id="netgo", says="Since Go 1.5, netgo is no longer necessary on Unix"),
    Claim(id="netgo elsewhere", elsewhere=True, says="Windows, macOS and Plan 9 still need netgo"),
    Claim(id="extldflags", says='-extldflags "-static" links the dependencies statically'),
    Claim(id="static size", says="app.static.bin: 6.2M by ls -lh",
          figure=Band(low=6.15, high=6.25, unit="MiB")),
    Claim(id="strips", says="-s -w strip the symbol table and DWARF"),
    Claim(id="small size", says="app.static.small.bin: 4.6M by ls -lh",
          figure=Band(low=4.55, high=4.65, unit="MiB")),
    Claim(id="stripping", says="~25 % smaller by build flags alone",
          figure=Band(low=22.5, high=27.5, unit="%")),
    Claim(id="best level", says="-9 is UPX's best compression level"),
    Claim(id="upx ratio", says="upx -9: 4822080 → 1821876, 37.78 %",
          figure=Band(low=37.5, high=38.5, unit="%")),
    Claim(id="ls", says="ls -lh shows 1821876 bytes as 1.7M"),
    Claim(id="whole way", says="~72 % down from the first size",
          figure=Band(low=70.5, high=73.5, unit="%")),
    Claim(id="scratch", says="scratch is the smallest image there is"),
    Claim(id="dependencies", says="The app has no external dependencies"),
    Claim(id="expose", says="The port must be exposed to be available to the host: EXPOSE 3000"),
    Claim(id="quotes", says="The Dockerfile: COPY [ 'app.static.small.upx.bin', 'app.bin' ]"),
    Claim(id="stray", says="docker run -p 3000:3000 slim-go-image ."),
    Claim(id="image size", says="docker image inspect: 1821876, the binary's own size"),
    Claim(id="megabytes", says="The image is around 1.82MB",
          figure=Band(low=1.815, high=1.825, unit="MB")),
    Claim(id="effect", says="-s -w will not affect how the app is executed"),
    Claim(id="lookup", says="-s: external tools can no longer look functions up"),
    Claim(id="nm", says="go tool nm after -s: “no symbol section”, “no symbols”"),
    Claim(id="gdb", says="-w: no debugging with gdb"),
    Claim(id="pprof", says="-w: no profiling with pprof"),
    Claim(id="native", says="-w: nor with any other tool that depends on debug information"),
    Claim(said=False, id="listen", says="The error of http.ListenAndServe is dropped: with its "
          "port taken the program ends at once, silently, with status 0"),
    Claim(said=False, id="sigterm", says="docker stop waits 10 s, but the article's program "
          "ends at once, with status 143: a request in flight gets no answer"),
    Claim(said=False, id="upx start", says="UPX delays every start",
          band=Band(low=2, high=20, unit="times a plain start")),
    Claim(said=False, id="lzma start", says="--lzma delays it more",
          band=Band(low=4, high=60, unit="times a plain start")),
    Claim(said=False, id="upx memory", says="UPX costs memory in every process",
          band=Band(low=0.5, high=4, unit="MB more, private")),
    Claim(said=False, id="pull", says="Of what a registry transfers UPX saves next to nothing: "
          "layers are compressed anyway",
          band=Band(low=0, high=12, unit="% less to pull")),
    Claim(said=False, id="build info", says="After UPX, go version -m reads nothing"),
    Claim(said=False, id="upx hides", says="UPX hides that a program is dynamic: it looks static, "
          "and still cannot start in scratch"),
    Claim(said=False, id="external", says="With cgo on, -linkmode external makes "
          '-extldflags "-static" true'),
    Claim(said=False, id="certificates", says="Scratch has no CA certificates: HTTPS to others "
          "fails"),
    Claim(said=False, id="zones", says="Scratch has no time zones: time.LoadLocation fails"),
    Claim(said=False, id="user", says="The program runs as root, and users have no names"),
    Claim(said=False, id="temporary", says="There is no /tmp"),
    Claim(said=False, id="podman size", says="Another engine's Size means another thing",
          band=Band(low=0.5, high=20, unit="kB above the binary in podman")),
)  # fmt: skip

PLAIN, SMALL, PACKED, LZMA = (
    f"linux-amd64/{name}" for name in ("static", "small", "small-upx9", "small-lzma")
)
"""The article's steps as its Mac made them: cgo off."""

TYPED, TYPED_STATIC, TYPED_SMALL, TYPED_PACKED = (
    f"linux-amd64/article-{name}" for name in ("app", "static", "small", "upx")
)
"""The article's words typed on Linux, where a C compiler is there."""

CGO, NETGO, EXTERNAL = (
    f"linux-amd64/{name}" for name in ("cgo", "cgo-netgo", "cgo-external-static")
)
FOREIGN = ("darwin-arm64/static", "windows-amd64/static")

CELLS = (
    PLAIN, SMALL, PACKED, LZMA, TYPED, TYPED_STATIC, TYPED_SMALL, TYPED_PACKED, CGO, NETGO,
    EXTERNAL, *FOREIGN,
)  # fmt: skip
"""The cells of the matrix that the claims are judged by."""

PROFILED = {"debug": (), "-w": ("-w",), "-s -w": ("-s", "-w")}
"""Builds of the program that is debugged and profiled -> their linker flags."""

PROGRAMS = "tests/programs"
"""The folder of the small programs that show what the article's own does not."""


def program_command(
    name: str, output: str, *, ldflags: tuple[str, ...] = (), tags: str = ""
) -> Command:
    """`go build` of one of the small programs. output: absolute, or seen from its folder."""
    flags = [
        *(("-tags", tags) if tags else ()),
        *(("-ldflags", " ".join(ldflags)) if ldflags else ()),
    ]
    return Command(
        argv=("go", "build", "-C", f"{PROGRAMS}/{name}", "-trimpath", "-buildvcs=false", *flags,
              "-o", output, "."),
        env=(("CGO_ENABLED", "0"),),
        output=output,
    )  # fmt: skip


def dockerfile(*words: str, expose: bool = True, quote: str = '"') -> str:
    """The article's Dockerfile. quote: around the words of COPY; words: more of its entrypoint."""
    entrypoint = ", ".join(f'"{word}"' for word in ("./app.bin", *words))
    lines = [
        "FROM scratch",
        f"COPY [ {quote}app{quote}, {quote}app.bin{quote} ]",
        *(["EXPOSE 3000"] if expose else []),
        f"ENTRYPOINT [ {entrypoint} ]",
    ]
    return "\n".join(lines) + "\n"
