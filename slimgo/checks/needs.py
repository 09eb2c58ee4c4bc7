"""What a program needs: its functions make it suspect, and what it looked for decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from slimgo.plan.engine_defaults import variables
from slimgo.plan.needs import NEEDS, Alternatives, Wanted
from slimgo.values.need import Need, Observation, Standing, Suspicion, Suspicions
from slimgo.values.opened import Opened, OpenedName

_UNIX = "unix "
_SHOWN = 3
_BROUGHT = "its own are linked into it"
_NOT_COME = "its probes did not come there"


def needs(
    suspicions: Suspicions,
    opened: Opened,
    *,
    env: Iterable[tuple[str, str]] = (),
    home: str = "/",
) -> tuple[Need, ...]:
    """Every need that something tells of, in the order of the table; how sure each is stands in it.

    A need that was looked for and found is none. One whose cure is linked into the program is at
    most wanted: there may be more outside, such as a company's own authority.
    env, home: as a Guest has them; what they name is looked for too.
    """
    environment = dict(variables(env, hostname="", home=home))
    seen = observed(opened, environment)
    found = {each.need: each for each in suspicions.found}
    decided = (
        _need(
            wanted,
            tuple(each for each in seen if each.need == wanted.name),
            found.get(wanted.name),
            environment,
            unseen=opened.lacks,
            brought=wanted.name in suspicions.brought,
        )
        for wanted in NEEDS
    )
    return tuple(each for each in decided if each)


def asked_for(env: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these variables makes every Go program look for something."""
    there = {name for name, value in env if value}
    return any(not there.isdisjoint(wanted.asked_by) for wanted in NEEDS)


def observed(opened: Opened, environment: Mapping[str, str]) -> tuple[Observation, ...]:
    """What was looked for that a need explains: need by need, each in the order first seen."""
    told = (
        Observation(
            need=wanted.name,
            name=_path(each),
            # another file of this machine is none that an image has
            found=not each.error and opened.own_root,
            error=each.error,
        )
        for wanted in NEEDS
        for tells in [_telling(wanted, environment)]
        for each in opened.names
        if not each.by_go and tells(each)
    )
    return tuple(dict.fromkeys(told))


def _path(each: OpenedName) -> str:
    return each.name.removeprefix(_UNIX) if each.what == "listens" else each.name


def _telling(wanted: Wanted, environment: Mapping[str, str]) -> Callable[[OpenedName], bool]:
    """Whether a name tells of the need."""
    folders = _folders(wanted, environment)
    files = {*wanted.files, *(environment.get(key) for key in wanted.file_variables)}
    executed = wanted.name == "programs"

    def tells(each: OpenedName) -> bool:
        if wanted.errors and each.error not in wanted.errors:
            return False
        if executed and each.what == "executes":
            return True
        name = _path(each)
        return name in files or f"{name}/".startswith(folders) or name.endswith(wanted.endings)

    return tells


def _folders(wanted: Wanted, environment: Mapping[str, str]) -> tuple[str, ...]:
    """With a slash behind each; those that variables name are lists as PATH is."""
    named = (
        f"{folder.rstrip('/')}/"
        for key in wanted.folder_variables
        for folder in environment.get(key, "").split(":")
        if folder.startswith("/")
    )
    # below a home that is the root lies everything; what is hidden there is the user's
    return (*wanted.folders, *("/." if folder == "/" else folder for folder in named))


def _need(
    wanted: Wanted,
    seen: tuple[Observation, ...],
    suspicion: Suspicion | None,
    environment: Mapping[str, str],
    *,
    unseen: str,
    brought: bool,
) -> Need | None:
    """unseen: why not everything was observed. brought: whether it is linked into the program."""
    missing = _missing(wanted, seen, environment)
    eased = brought or (bool(wanted.eased_by) and all(map(environment.get, wanted.eased_by)))
    failing = [each for each in missing if not (eased or _harmless(wanted, each.name))]
    if missing:
        standing: Standing = "needed" if failing else "wanted"
        lacking = wanted.without if failing else wanted.without_harmless or wanted.without
        lacking = _BROUGHT if brought else lacking
        why = f"it looked for {_listed(failing or missing)}; {lacking}"
        return _made(wanted, standing, why, suspicion, missing)
    if seen or brought or suspicion is None:
        return None
    if not suspicion.own and not wanted.presence_tells:
        why = f"{suspicion.function} is in it, and none of its own code is seen to lead there"
        return _made(wanted, "in a library", why, suspicion, ())
    leads = " → ".join(suspicion.path) or f"{suspicion.function} is in it"
    came = f"what it opens is not known ({unseen})" if unseen else _NOT_COME
    if wanted.presence_tells:
        came = wanted.without
    return _made(wanted, "suspected", f"{leads}; {came}", suspicion, ())


def _made(
    wanted: Wanted,
    standing: Standing,
    why: str,
    suspicion: Suspicion | None,
    missing: Iterable[Observation],
) -> Need:
    return Need(
        name=wanted.name,
        standing=standing,
        why=why,
        suspicion=suspicion,
        observations=tuple(missing),
    )


def _missing(
    wanted: Wanted, seen: tuple[Observation, ...], environment: Mapping[str, str]
) -> tuple[Observation, ...]:
    """Without those that another name stands for."""
    folders = _folders(wanted, environment)
    there = {
        _group(wanted, each.name, folders)
        for each in seen
        # a folder of certificates may be empty
        if each.found and not (wanted.alternatives == "all" and f"{each.name}/" in folders)
    }
    return tuple(
        each for each in seen if not each.found and _group(wanted, each.name, folders) not in there
    )


def _group(wanted: Wanted, name: str, folders: tuple[str, ...]) -> str:
    """What it shares with the names that stand for it."""
    folder = next((each for each in folders if f"{name}/".startswith(each)), "")
    groups: dict[Alternatives, str] = {
        "all": "",
        "below": name.removeprefix(folder),
        "last part": name.rpartition("/")[2],
        "folder": folder or name,
        "none": name,
    }
    return groups[wanted.alternatives]


def _harmless(wanted: Wanted, name: str) -> bool:
    return bool(wanted.harmless) and name.endswith(wanted.harmless)


def _listed(missing: Iterable[Observation]) -> str:
    """A few of the names, and what the kernel said of them."""
    names = list(dict.fromkeys(each.name for each in missing))
    more = len(names) - _SHOWN
    errors = sorted({each.error for each in missing})
    words = {"": "not in an image from scratch", "ENOENT": "not there"}
    why = " or ".join(words.get(error, f"refused ({error})") for error in errors)
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "") + f": {why}"
