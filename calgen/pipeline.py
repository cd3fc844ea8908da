"""The whole program: inputs in, files and a report out; nothing is written here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from calgen import __version__
from calgen.config import Config, is_free
from calgen.diagnostics import Report
from calgen.document import Document
from calgen.files import FileSet, Lock, digest
from calgen.format import formatted
from calgen.ir import Api, Operation
from calgen.merge import Merged, merge
from calgen.models import generate_models
from calgen.naming import snake, words
from calgen.normalise import Choice, normalise
from calgen.normalise import jsonschema as js
from calgen.normalise.extensions import stated_profile
from calgen.normalise.servers import based
from calgen.overlay import overlaid, read_overlays
from calgen.profile import Looks, Profile, choose
from calgen.read import Allowed, Input, load_references, read_all
from calgen.render import Theme, package_view
from calgen.resources import template_root
from calgen.upgrade import named, upgraded
from calgen.vendor import vendored


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that is known about an API before a file is made."""

    api: Api
    merged: Merged
    profile: Profile
    why: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run makes: every file but the lock, and the facts it was made from."""

    files: FileSet
    facts: Facts
    package: str
    theme: str


def read_facts(config: Config, report: Report, stdin: Input | None = None) -> Facts:
    """The first half: documents to the IR. Raises `Stop` after reporting errors."""
    loose: list[Document] = []
    inputs, documents = read_all(
        config.inputs, report, base=config.base, stdin=stdin, loose=loose
    )
    overlays = read_overlays(
        config.overlays, inputs, report, base=config.base, places=config.places
    )
    documents = overlaid(documents, overlays, report)
    documents = tuple(named(each, report) for each in documents)
    library, more = load_references(
        inputs,
        documents,
        [named(each, report) for each in loose],
        allowed(config, stdin),
        report,
        base=config.base,
        prepared=lambda each: named(each, report),
    )
    documents = tuple(upgraded(each, report) for each in documents)
    library.replace(lambda each: upgraded(each, report), documents)
    report.stop_on_errors()
    merged = merge(documents, report, library)
    asked = config.profile or stated_profile(merged)
    profile, why = choose(asked, looks(merged), report)
    merged = based(merged, profile, report)
    choice = Choice(config.include, config.exclude, config.rename, config.places)
    api = normalise(merged, profile, choice, report)
    files = (*inputs, *more, *(each.file for each in overlays))
    return Facts(api=api, merged=merged, profile=profile, why=why, inputs=files)


def allowed(config: Config, stdin: Input | None) -> Allowed:
    """What references may read: the inputs' folders, and what the settings name."""
    folders = [each if each.is_dir() else each.parent for each in config.inputs]
    if stdin is not None:
        folders.append(Path(stdin.name).parent)
    return Allowed(tuple(folders), config.allow_remote)


def generate(config: Config, report: Report, stdin: Input | None = None) -> Result:
    """Inputs to files. Raises `Stop` after reporting errors."""
    facts = read_facts(config, report, stdin)
    package = config.package or default_package(facts.api.title)
    models = generate_models(facts.api.schemas, report)
    theme = Theme(template_root(), config.templates)
    rendered = theme.render(package_view(facts.api, package))
    modules = FileSet((f"{package}/{path}", text) for path, text in models.files)
    core = vendored(package)
    files = formatted(
        rendered.joined(modules, core),
        jobs=config.jobs,
        keep=core,
        style=config.formatter,
    )
    return Result(files=files, facts=facts, package=package, theme=theme.digest)


def default_package(title: str) -> str:
    """The package of an API that nobody named: its title without `API` and versions."""
    kept = [
        w for w in words(title) if w not in {"api", "rest", "the"} and w[:1].isalpha()
    ]
    kept = [word for word in kept if not re.fullmatch(r"v\d+", word)]
    name = snake(" ".join(kept)) if kept else "client"
    return name if is_free(name) else f"{name}_client"


def looks(merged: Merged) -> Looks:
    """What a profile's `match` data is held against."""
    headers = {
        str(js.mapping(parameter).get("name"))
        for entry in merged.operations
        for parameter in js.items(entry.node.get("parameters"))
        if js.mapping(parameter).get("in") == "header"
    }
    documents = [js.mapping(each.data) for each in merged.documents]
    titles = {js.mapping(each.get("info")).get("title") for each in documents}
    servers = {
        str(js.mapping(server).get("url"))
        for each in documents
        for server in js.items(each.get("servers"))
    }
    sources = {
        str(js.mapping(holder.get("externalDocs")).get("url"))
        for holder in (*documents, *(entry.node for entry in merged.operations))
        if isinstance(js.mapping(holder.get("externalDocs")).get("url"), str)
    }
    return Looks(
        titles=tuple(sorted(each for each in titles if isinstance(each, str))),
        servers=tuple(sorted(servers)),
        headers=tuple(sorted(headers)),
        sources=tuple(sorted(sources)),
    )


def lock_of(result: Result, config: Config) -> Lock:
    """What the lock beside the files of a result says."""
    api, profile = result.facts.api, result.facts.profile
    settings = {
        "package": result.package,
        "profile": f"{profile.name} {digest(profile.model_dump_json())}",
        "theme": result.theme,
        "formatter": config.formatter,
        "include": " ".join(sorted(config.include)),
        "exclude": " ".join(sorted(config.exclude)),
        "rename": "\n".join(sorted(f"{k} {v}" for k, v in config.rename.items())),
    }
    if config.overlays:
        # Their order matters, and the digests of inputs are sorted by name.
        names = [each.name for each in result.facts.inputs[-len(config.overlays) :]]
        settings["overlays"] = "\n".join(names)
    ledger = api.ledger
    return Lock(
        tools={
            "calgen": __version__,
            "black": version("black"),
            "datamodel-code-generator": version("datamodel-code-generator"),
        },
        inputs={each.name: digest(each.content) for each in result.facts.inputs},
        settings=settings,
        names={_route(each): each.dotted for each in api.operations},
        ledger={
            "read": ledger.read,
            "emitted": ledger.emitted,
            "degraded": ledger.degraded,
            "dropped": ledger.dropped,
        },
        files={path: digest(text) for path, text in result.files.items()},
    )


def _route(operation: Operation) -> str:
    """The key of a frozen name: method, path, and the version of an older operation."""
    stated = operation.version.value.value if operation.version else None
    return f"{operation.method} {operation.path.text}" + (
        f" {stated}" if stated else ""
    )
