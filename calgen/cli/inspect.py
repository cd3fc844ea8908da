"""`calgen inspect`: the facts of every operation, and where they were read."""

from __future__ import annotations

import json
from typing import Any

import click

from calgen.cli import options, session, text
from calgen.cli.session import Session
from calgen.facts import (
    api_data,
    deprecated_arguments,
    operation_data,
    origins,
)
from calgen.ir import Json, Operation, Origin
from calgen.pipeline import Facts, read_facts
from calgen.render.words import facts_line


@click.command()
@click.argument("name", required=False)
@options.INPUTS
@options.format_option("text", "json")
@options.COMMON
def inspect(name: str | None, style: str, as_json: bool, **flags: Any) -> None:
    """Print what is known of every operation.

    With NAME (a call such as bookings.list, an operationId, or "GET /path") one
    operation, each fact with its origin and sentence.
    """
    style = "json" if as_json else style

    def work(this: Session) -> int:
        facts = read_facts(this.config, this.report, this.stdin)
        this.stop_if_strict()
        chosen = _chosen(facts, name, this)
        if style == "json":
            click.echo(
                json.dumps(_data(facts, chosen, this), indent=1, ensure_ascii=False)
            )
        elif name:
            for operation in chosen:
                _one(operation)
        else:
            _table(facts, chosen)
        return session.DONE

    session.run(flags, work)


def _chosen(facts: Facts, name: str | None, this: Session) -> list[Operation]:
    operations = list(facts.api.operations)
    if name is None:
        return operations
    found = [
        each
        for each in operations
        if name in (each.dotted, each.id, f"{each.method} {each.path.text}")
    ]
    if not found:
        from difflib import get_close_matches

        close = get_close_matches(name, [each.dotted for each in operations], 3, 0.5)
        this.report.error(
            "CG062",
            f"there is no operation {name!r}",
            hint=f"did you mean {', '.join(close)}?" if close else "",
        )
        this.report.stop_on_errors()
    return found


def _data(facts: Facts, chosen: list[Operation], this: Session) -> Json:
    ledger = facts.api.ledger
    return {
        "profile": facts.profile.name,
        "profile_reason": facts.why,
        "api": api_data(facts.api),
        "operations": [
            {**operation_data(each), "origins": _origins(each)} for each in chosen
        ],
        "ledger": {
            "read": ledger.read,
            "emitted": ledger.emitted,
            "degraded": ledger.degraded,
            "dropped": ledger.dropped,
        },
        "diagnostics": [text.diagnostic_data(each) for each in this.report],
    }


def _origins(operation: Operation) -> Json:
    return {
        fact: [_origin(each) for each in found] for fact, found in origins(operation)
    }


def _origin(origin: Origin) -> Json:
    place = text.place_data(origin.place) or {}
    return {"how": origin.how, "text": origin.text, **place}


def _table(facts: Facts, chosen: list[Operation]) -> None:
    click.echo(f"profile {facts.profile.name}: {facts.why}")
    width = max((len(each.dotted) for each in chosen), default=0)
    for each in chosen:
        line = f"{each.dotted:<{width}}  {each.method} {each.path.text}"
        told = facts_line(each)
        click.echo(f"{line}  ({told})" if told else line)


def _one(operation: Operation) -> None:
    click.echo(f"{operation.dotted}: {operation.method} {operation.path.text}")
    click.echo(
        f"  operationId {operation.id or '(none)'}, at {operation.place.position}"
    )
    data = operation_data(operation)
    for fact, found in origins(operation):
        click.echo(f"  {fact}: {json.dumps(data.get(fact), ensure_ascii=False)}")
        for each in found:
            where = str(each.place.position) if each.place else ""
            click.echo(f"    {each.how} {where}: {each.text!r}")
    for name, instead in deprecated_arguments(operation):
        told = f": use {instead} instead" if instead else ""
        click.echo(f"  argument {name} is deprecated{told}")
