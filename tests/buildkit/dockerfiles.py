"""Random Dockerfiles from scratch, each the same for the same number, and what they copy from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

FILES = {
    "app.bin": 0o755,
    "key": 0o600,
    "empty": 0o644,
    "two words": 0o644,
    "bin/tool": 0o775,
    "bin/only-owner": 0o700,
    "conf/a.txt": 0o644,
    "conf/b.txt": 0o664,
    "conf/deep/c.txt": 0o640,
    "setuid": 0o4755,
    "$dollar": 0o644,
}
"""The context's files with their modes."""

LINKS = {"link": "conf/a.txt", "absolute": "/conf/deep/c.txt", "conf/up": "../../../key"}
"""Its links."""

ODD = (
    "COPY conf /conf/",
    "COPY conf/*.txt /texts/",
    "COPY ../key /outside",
    "COPY 'two words' /quoted",
    "COPY <<END /heredoc\nhello\nEND",
    "COPY --parents bin/tool /parents/",
    "COPY --chmod=u+x key /symbolic",
    "COPY key /twice\nCOPY empty /twice",
    "WORKDIR /held/key\nCOPY key /held/",
    "COPY key /file2\nCOPY --link app.bin /file2/below",
    "WORKDIR /linked\nCOPY --link key /linked",
    "COPY --chmod=0644 key /closed/",
    "ADD key /added",
    "USER nobody",
    "CMD echo hello",
    "ENTRYPOINT [ 'app.bin' ]",
    "EXPOSE 4000-4002",
    'VOLUME ["/data"]',
    "HEALTHCHECK NONE",
    'HEALTHCHECK --interval=1m30s --retries=2 CMD ["/app.bin", "x"]',
    "HEALTHCHECK CMD true",
    'SHELL ["/bin/sh"]',
    "MAINTAINER me",
    "ONBUILD COPY key /key",
    "ARG TARGETARCH",
    "FROM scratch\nCOPY key /second",
    # what nobody builds
    "COPY missing /missing",
    "COPY key",
    "COPY key /file\nCOPY empty /file/below",
    "COPY --chown=nobody key /owned",
    "ENV",
    "WORKDIR ${NOTHING}",
    "STOPSIGNAL SIGNONE",
    "STOPSIGNAL 65",
    "EXPOSE 70000",
    "LABEL lonely",
    'COPY ["${NONE:?is not set}", "/x"]',
)
"""Instructions that our reader refuses, or both do."""

_NAMES = ("V", "W", "Long_1")
_LIKELY = ("V", "V", "V", "W", "Long_1")
"""Names that are often given a value again: of an ARG and an ENV the later wins."""
_WORDS = ("a", "B2", "x.y", "a-b", "1", "/d", "", "é", "a=b", "a#b")
_OWNERS = ("1000", "1000:50", "0:7", "65532:65532", "3")
_SIGNALS = ("SIGTERM", "SIGINT", "TERM", "9", "SIGRTMIN+3", "sigquit")
_SLASH = 0.3


@dataclass
class _Writer:
    """The lines so far, and what they may refer to."""

    random: Random
    escape: str
    lines: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=lambda: ["/"])
    made: int = 0
    declared: list[str] = field(default_factory=list)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def pick(self, *choices: str) -> str:
        return self.random.choice(choices)

    def say(self, line: str) -> None:
        """Adds an instruction in one of the ways it can be written."""
        words = line.split(" ")
        if self.chance(0.1):
            words[0] = words[0].lower()
        text = " ".join(words)
        # not within quotes, where a line's break would be another word
        if self.chance(0.15) and not set(line) & set("\"'<"):
            at = self.random.randrange(1, len(words))
            comment = self.pick("", "", "  # between\n", "\n")
            text = f"{' '.join(words[:at])} {self.escape}\n{comment}\t{' '.join(words[at:])}"
        self.lines.append(self.pick("", "", "", " ") + text + self.pick("", "", "", "  "))
        if self.chance(0.1):
            self.lines.append(self.pick("# a comment", "", "#"))

    def use(self) -> str:
        """A word that refers to a variable."""
        name, word = self.pick(*_NAMES, *_NAMES, "PATH", "NONE"), self.pick(*_WORDS[:5])
        return self.pick(
            f"${name}",
            f"${{{name}}}",
            f"${{{name}:-{word}}}",
            f"${{{name}-{word}}}",
            f"${{{name}:+{word}}}",
            f"${{{name}+{word}}}",
            f"${{{name}:-$V}}",
            f"${{{name}#*a}}",
            f"${{{name}##*/}}",
            f"${{{name}%b*}}",
            f"${{{name}%%.*}}",
            f"${{{name}/a/{word}}}",
            f"${{{name}//a/_}}",
            f"'${name}'",
            f'"${name}"',
            f"{self.escape}${name}",
        )

    def value(self) -> str:
        """What ENV, ARG or LABEL gives a name: a word, quoted words, a variable, or a mixture."""
        word, use = self.pick(*_WORDS), self.use()
        return self.pick(
            word,
            use,
            f"{word}{use}",
            f'"{word} {word}"',
            f"'it is {word}'",
            f'"a {self.escape}"quoted{self.escape}" word"',
            f"two{self.escape} words",
            f'"{use.replace(chr(34), "")}"',
            f"{self.escape}{self.escape}{word}",
            f"'{self.escape}n'",
            'a"b c"d',
        )


def _arg(writer: _Writer) -> None:
    names = [writer.pick(*_LIKELY) for _ in range(writer.random.choice((1, 1, 2)))]
    writer.declared += names
    words = [name if writer.chance(0.3) else f"{name}={writer.value()}" for name in names]
    writer.say(f"ARG {' '.join(words)}")


def _env(writer: _Writer) -> None:
    if writer.chance(0.15):
        writer.say(f"ENV {writer.pick(*_NAMES)} {writer.value()} {writer.value()}")
        return
    count = writer.random.choice((1, 1, 2, 3))
    pairs = [f"{writer.pick(*_LIKELY, 'E' + str(n))}={writer.value()}" for n in range(count)]
    writer.say(f"ENV {' '.join(pairs)}")


def _look(writer: _Writer) -> None:
    """Writes into the image what the variables are at this moment."""
    writer.made += 1
    seen = "|".join((*(f"${{{name}-unset}}" for name in _NAMES), writer.use()))
    writer.say(f"ENV SEEN{writer.made}={seen}")


def _label(writer: _Writer) -> None:
    name = writer.pick("one", "a.b/c", '"in quotes"', "l$V", "Two")
    writer.say(f"LABEL {name}={writer.value()} second={writer.value()}")


def _workdir(writer: _Writer) -> None:
    folder = writer.pick(
        "/srv", "/srv/deep/er", "sub", "../beside", ".", "/", "/a//b", "/w$V", "./rel/../x", "/opt"
    )
    slash = "/" if writer.chance(_SLASH) and not folder.endswith("/") else ""
    writer.folders.append(folder)
    writer.say(f"WORKDIR {folder}{slash}")


def _user(writer: _Writer) -> None:
    writer.say(f"USER {writer.pick(*_OWNERS, '${V:+7}0')}")


def _expose(writer: _Writer) -> None:
    ports = writer.pick("80", "53/udp 53", "8080/tcp", "${P:-90}", "007", "5/sctp", "6/UDP 7/")
    writer.say(f"EXPOSE {ports}")


def _stop(writer: _Writer) -> None:
    writer.say(f"STOPSIGNAL {writer.pick(*_SIGNALS)}")


def _command(writer: _Writer) -> None:
    words = writer.random.choice(
        ('["/app.bin"]', '[ "./a", "$V", "b c" ]', '["\\u00e9", "\\\\", "/"]')
    )
    writer.lines.append(f"{writer.pick('ENTRYPOINT', 'CMD')} {words}")


def _copy(writer: _Writer) -> None:
    flags = "".join(
        flag
        for flag, share in (
            (f"--chown={writer.pick(*_OWNERS)} ", 0.35),
            (f"--chmod={writer.pick('0755', '755', '4711', '0555', '0600', '1777')} ", 0.3),
            (writer.pick("--link ", "--link=true ", "--link=false "), 0.15),
        )
        if writer.chance(share)
    )
    names = [name for name in (*FILES, *LINKS) if not set(name) & set(" $")]
    sources = writer.random.sample(names, writer.random.choice((1, 1, 1, 2, 3)))
    sources = [writer.pick("", "", "", "/", "./", "conf/../") + name for name in sources]
    target = _target(writer, into=len(sources) > 1)
    if writer.chance(0.2):
        words = ", ".join(f'"{word}"' for word in (*sources, target))
        writer.lines.append(f"COPY {flags}[{words}]")
    else:
        writer.say(f"COPY {flags}{' '.join(sources)} {target}")


def _target(writer: _Writer, *, into: bool) -> str:
    writer.made += 1
    number = writer.made
    folder = writer.pick(
        f"/new{number}/",
        f"/new{number}/.",
        "/srv/",
        "./",
        ".",
        f"r{number}/s/",
        "/opt/shared/",
        f"../up{number}/",
    )
    if into or writer.chance(0.4):
        return folder
    if writer.chance(0.2):
        return writer.pick(*writer.folders)
    return writer.pick(
        f"/f{number}", f"f{number}", f"/new{number}/f", f"/opt/shared/f{number}", f"x{number}/$V/f"
    )


_INSTRUCTIONS: tuple[tuple[Callable[[_Writer], None], int], ...] = (
    (_arg, 4),
    (_env, 5),
    (_look, 5),
    (_label, 2),
    (_workdir, 4),
    (_user, 3),
    (_expose, 1),
    (_stop, 1),
    (_command, 2),
    (_copy, 5),
)
_WRITERS, _WEIGHTS = zip(*_INSTRUCTIONS, strict=True)


@dataclass(frozen=True, kw_only=True)
class Written:
    """A Dockerfile and what `--build-arg` gives."""

    number: int
    text: str
    build_args: dict[str, str]


def written(number: int) -> Written:
    """The Dockerfile of this number. Every fourth holds one of the ODD lines, each in turn."""
    random = Random(number)  # noqa: S311  no secret
    writer = _Writer(random=random, escape=random.choice("\\\\\\`"))
    if writer.chance(0.3):
        _arg(writer)
    writer.lines.append(writer.pick("FROM scratch", "FROM scratch", "from scratch AS final"))
    for write in random.choices(_WRITERS, _WEIGHTS, k=random.randrange(5, 15)):
        write(writer)
    _copy(writer)
    lines = writer.lines
    if number % 4 == 0:
        lines.append(ODD[number // 4 % len(ODD)])
    if writer.escape != "\\":
        lines.insert(0, f"# escape={writer.escape}")
    given = [name for name in dict.fromkeys(writer.declared) if writer.chance(0.3)]
    return Written(
        number=number,
        text="\n".join(lines) + "\n",
        build_args={name: writer.pick(*_WORDS) for name in given},
    )


def context(folder: Path) -> None:
    """Makes the files and links that the Dockerfiles copy."""
    for name, mode in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name == "empty" else f"this is {name}")
        path.chmod(mode)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
