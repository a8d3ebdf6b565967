"""Every setting and every command stands in the documentation, and nothing there is made up."""

import re
from collections.abc import Iterator
from dataclasses import fields

import click
from flask import Flask

from dissemination.config import Settings
from tools.provide import ROOT

CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()
COMMANDS = (ROOT / "docs" / "commands.md").read_text()

# Flask and its extensions bring these along; their own documentation is theirs.
FOREIGN = {"db", "limiter", "roles", "routes", "run", "shell", "spec", "translate"}


def documented(text: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, text, re.MULTILINE))


def test_every_setting_is_documented_and_no_other() -> None:
    settings = {field.name.upper() for field in fields(Settings)} - {"TESTING"}
    first_column = " ".join(documented(CONFIGURATION, r"^\| (`[^|]+) \|"))
    assert documented(first_column, r"`([A-Z_]+)`") == settings


def commands(group: click.Group, path: str = "flask") -> Iterator[tuple[str, click.Command]]:
    """Every command of a group with the words one types for it."""
    for name, command in group.commands.items():
        if path == "flask" and name in FOREIGN:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_command_is_documented_and_no_other(app: Flask) -> None:
    ours = {words for words, _ in commands(app.cli)} | {"flask db upgrade"}
    assert documented(COMMANDS, r"^### `(flask [^`]+)`$") == ours


def test_every_option_of_every_command_is_documented(app: Flask) -> None:
    for words, command in commands(app.cli):
        section = COMMANDS.partition(f"### `{words}`\n")[2].partition("\n###")[0]
        options = {option for p in command.params for option in p.opts if option.startswith("--")}
        assert options <= documented(section, r"(--[a-z-]+)"), words


def test_every_command_says_what_it_does(app: Flask) -> None:
    assert [words for words, command in commands(app.cli) if not command.help] == []
