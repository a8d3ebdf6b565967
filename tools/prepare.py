"""Run several flask commands in one process: starting the application takes seconds, each time."""

import sys
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError


def run_commands(app: Flask, commands: Sequence[str]) -> None:
    """Run `flask COMMAND` for each, in order; the first that fails ends the process as it would."""
    info = ScriptInfo(create_app=lambda: app)
    for command in commands:
        try:
            with app.app_context():  # as `flask` itself gives one to every command
                app.cli.main(command.split(), "flask", obj=info, standalone_mode=False)
        except click.ClickException as refusal:
            refusal.show()
            sys.exit(refusal.exit_code)
        except OperationalError as trouble:
            sys.exit(f"The database does not do `flask {command}`: {trouble.orig}")


if __name__ == "__main__":
    from app import app

    run_commands(app, sys.argv[1:])
