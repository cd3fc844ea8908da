"""The whole program: inputs in, files and a report out; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from calgen import __version__, memo
from calgen.config import Config, is_free
from calgen.diagnostics import Report, Stop
from calgen.document import Document
from calgen.extensions import Extensions, read_extensions
from calgen.files import BadLock, FileSet, Lock, digest, lock_in
from calgen.format import formatted
from calgen.frozen import NOTHING, Frozen, frozen
from calgen.ir import Api, Schema
from calgen.merge import Merged, merge
from calgen.models import Models, generate_models, type_names
from calgen.naming import snake, words
from calgen.normalise import Choice, normalise, remembered
from calgen.normalise.extensions import stated_profile
from calgen.normalise.looks import looks_of
from calgen.normalise.servers import based
from calgen.profile import Profile, choose
from calgen.read import Allowed, Input, load_references, read_all
from calgen.record import record
from calgen.render import credential_names, package_view, stream_names
from calgen.resources import runtime_root, template_root
from calgen.stages import entered
from calgen.theme import Theme, Tree
from calgen.upgrade import named, upgraded


@record
class Facts:
    """Everything that is known about an API before a file is made."""

    api: Api
    merged: Merged
    profile: Profile
    why: str
    inputs: tuple[Input, ...]
    frozen: Frozen


@record
class Result:
    """What a run makes: every file but the lock, and the facts it was made from.

    `extensions` are the classes written by hand that the files pick up, with the files
    that were read for them and the folder that was looked at.
    """

    files: FileSet
    facts: Facts
    package: str
    theme: str
    extensions: Extensions
    names: Frozen


_ENGINES = ("black", "datamodel-code-generator")


def read_facts(
    config: Config,
    report: Report,
    stdin: Input | None = None,
    known: Frozen | None = None,
) -> Facts:
    """The first half: documents to the IR. Raises `Stop` after reporting errors.

    `known` are names to keep, instead of those that the output folder remembers.
    """
    entered("reading")
    loose: list[Document] = []
    inputs, documents = read_all(
        config.inputs, report, base=config.base, stdin=stdin, loose=loose
    )
    documents, laid = _overlaid(config, inputs, documents, report)
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
    files = (*inputs, *more, *laid)
    known = frozen_names(config, report) if known is None else known
    entered("merging")
    merged = merge(documents, report, library, known, digests(files))
    asked = config.profile or stated_profile(merged)
    profile, why = choose(asked, looks_of(merged), report)
    merged = based(merged, profile, report)
    choice = Choice(
        config.include,
        config.exclude,
        config.rename,
        config.places,
        known,
    )
    entered("understanding")
    api = normalise(merged, profile, choice, report, nested)
    return Facts(
        api=api,
        merged=merged,
        profile=profile,
        why=why,
        inputs=files,
        frozen=choice.frozen,
    )


def _overlaid(
    config: Config,
    inputs: Sequence[Input],
    documents: tuple[Document, ...],
    report: Report,
) -> tuple[tuple[Document, ...], tuple[Input, ...]]:
    """The documents with the changes of the overlays, and the files of these."""
    if not config.overlays:
        report.stop_on_errors()
        return documents, ()
    # Imported here: few have overlays.
    from calgen.overlay import overlaid, read_overlays

    overlays = read_overlays(
        config.overlays, inputs, report, base=config.base, places=config.places
    )
    files = tuple(each.file for each in overlays)
    return overlaid(documents, overlays, report), files


def frozen_names(config: Config, report: Report) -> Frozen:
    """The names that the lock of the output folder remembers. Raises `Stop` after
    reporting a lock that cannot be read: without it every name might be another."""
    try:
        lock = lock_in(config.output)
    except BadLock as error:
        report.error("CG071", str(error))
        raise Stop from error
    return frozen(lock.names, lock.inputs) if lock is not None else NOTHING


def digests(files: Sequence[Input]) -> dict[str, str]:
    """What a lock says about the files that were read."""
    return {each.name: digest(each.content) for each in files}


def allowed(config: Config, stdin: Input | None) -> Allowed:
    """What references may read: the inputs' folders, and what the settings name."""
    folders = [each if each.is_dir() else each.parent for each in config.inputs]
    if stdin is not None:
        folders.append(Path(stdin.name).parent)
    return Allowed(tuple(folders), config.allow_remote)


def generate(config: Config, report: Report, stdin: Input | None = None) -> Result:
    """Inputs to files. Raises `Stop` after reporting errors, and `ThemeError`."""
    theme = theme_of(config)
    if config.templates is not None or config.omit:
        # Imported here: few have templates of their own.
        from calgen.doctor import examine

        examine(theme, report, places=config.places, package=config.package or "")
    facts = read_facts(config, report, stdin)
    package = config.package or default_package(facts.api.title)
    extensions = read_extensions(config.output / package, report)
    report.stop_on_errors()
    entered("writing models")
    models = generate_models(facts.api.schemas, report, extensions, facts.frozen)
    entered("describing")
    view = package_view(
        facts.api, package, extensions, facts.frozen, models.modules, models.index
    )
    extensions = extensions.known({*models.classes, *view.class_paths}, report)
    report.stop_on_errors()
    entered("rendering")
    rendered = theme.render(view)
    entered("formatting")
    files = formatted(rendered, jobs=config.jobs, style=config.formatter)
    return Result(
        files=files,
        facts=facts,
        package=package,
        theme=theme.digest,
        extensions=extensions,
        names=names_of(facts, models),
    )


def theme_of(config: Config) -> Theme:
    """The default theme, with what the settings lay over it. Raises `ThemeError`."""
    return Theme(Tree(template_root(), runtime_root(), config.templates, config.omit))


def nested(schemas: Sequence[Schema], names: Frozen) -> dict[str, str]:
    """The types within schemas, by the ways to them."""
    return dict(type_names(schemas, names).nested)


def names_of(facts: Facts, models: Models) -> Frozen:
    """Every name that was handed out, for the lock."""
    return replace(
        remembered(facts.api),
        streams=stream_names(facts.api.resources),
        credentials=credential_names(facts.api.auth, facts.frozen.credentials),
        components=facts.merged.holders.components,
        bodies=facts.merged.holders.bodies,
        nested=dict(models.nested),
        attributes=dict(models.attributes),
    )


def default_package(title: str) -> str:
    """The package of an API that nobody named: its title without `API` and versions."""
    kept = [
        w for w in words(title) if w not in {"api", "rest", "the"} and w[:1].isalpha()
    ]
    kept = [word for word in kept if not re.fullmatch(r"v\d+", word)]
    name = snake(" ".join(kept)) if kept else "client"
    return name if is_free(name) else f"{name}_client"


def lock_of(result: Result, config: Config) -> Lock:
    """What the lock beside the files of a result says."""
    api, profile = result.facts.api, result.facts.profile
    settings = {
        "package": result.package,
        "profile": f"{profile.name} {profile.digest}",
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
    if result.extensions.classes:
        settings["extensions"] = result.extensions.names_of()
    ledger = api.ledger
    return Lock(
        tools={"calgen": __version__, **{each: _version(each) for each in _ENGINES}},
        inputs=digests(result.facts.inputs),
        settings=settings,
        names=result.names.tables(),
        ledger={
            "read": ledger.read,
            "emitted": ledger.emitted,
            "degraded": ledger.degraded,
            "dropped": ledger.dropped,
        },
        files={path: digest(text) for path, text in result.files.items()},
    )


def _version(distribution: str) -> str:
    """The version of an installed package, which takes longer to find than to keep."""

    def found() -> str:
        from importlib.metadata import version

        return version(distribution)

    return memo.recall("versions", distribution, found)
