"""The cures of needs, put into a program's image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from slimgo.config.extras import with_parents
from slimgo.pipeline.bare import account_of
from slimgo.pipeline.project import Project
from slimgo.plan.cures import User
from slimgo.plan.ship import dockerfile
from slimgo.values.cure import Cure
from slimgo.values.program import Extra, Program


def user_of(program: Program) -> User:
    """Whom its image starts it as."""
    who = account_of(program)
    home = dict(program.image.env).get("HOME", "/")
    return User(uid=who.uid, gid=who.gid, home=home)


def furnished(project: Project, cures: Iterable[Cure]) -> Project:
    """The project with them. What its own settings name stays as it is."""
    program = project.program
    named = {each.path for each in program.image.extras if not each.is_folder}
    more = {
        each.path: Extra(
            path=each.path,
            mode=each.mode,
            uid=each.uid,
            gid=each.gid,
            content=each.content,
            is_folder=each.folder,
        )
        for made in cures
        for each in made.files
        if each.path not in named
    }
    kept = [each for each in program.image.extras if each.path not in more]
    image = replace(program.image, extras=with_parents((*kept, *more.values())))
    program = replace(program, image=image)
    program = replace(program, dockerfile=dockerfile(program) if program.dockerfile else "")
    return replace(project, settings=replace(project.settings, program=program))
