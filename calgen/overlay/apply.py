"""Overlays to documents, action after action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from calgen.diagnostics import Report
from calgen.document import Document
from calgen.location import Place
from calgen.overlay.data import Action, Overlay
from calgen.overlay.draft import Draft, Misfit, kind
from calgen.overlay.query import BadQuery, Location
from calgen.record import record


def overlaid(
    documents: Sequence[Document], overlays: Sequence[Overlay], report: Report
) -> tuple[Document, ...]:
    """The documents with the changes of the overlays, each overlay on the result of the
    one before it; a document that none of them changes is returned as it is.

    Actions and references that lead nowhere are reported. Raises `Stop` after reporting
    the actions that do not fit what they select.
    """
    drafts = [_Draft(each) for each in documents]
    for overlay in overlays:
        chosen = [each for each in drafts if overlay.applies_to(each.document)]
        if chosen:
            _apply(overlay, chosen, report)
        else:
            report.warning(
                "CG037",
                f"the overlay extends {overlay.extends!r}, which is none of the inputs",
                Place(overlay.document, "/extends"),
                hint="correct `extends` (a path is relative to the overlay's folder), or "
                "leave it out: then the overlay applies to every input",
            )
    report.stop_on_errors()
    return tuple(each.finished() for each in drafts)


@record(kw_only=False, frozen=False)
class _Draft:
    """A document that is copied at its first change."""

    document: Document
    draft: Draft | None = field(default=None)

    def changed(self) -> Draft:
        self.draft = self.draft or Draft(self.document)
        return self.draft

    def select(self, action: Action) -> list[Location]:
        data = self.draft.data if self.draft else self.document.data
        return action.target.locations(data)

    def finished(self) -> Document:
        return self.draft.finished() if self.draft else self.document


def _apply(overlay: Overlay, drafts: Sequence[_Draft], report: Report) -> None:
    places = 0
    for action in overlay.actions:
        found = 0
        for draft in drafts:
            try:
                found += _act(action, draft)
            except Misfit as misfit:
                _refuse(action, misfit, report)
                found += 1
        if not found:
            said = f"nothing is selected by {action.target.text!r}"
            hint = "correct the target, or remove the action"
            place = action.place.child("target")
            report.warning("CG035", said, place, hint=hint)
        places += found
    at = f"{places} place{'' if places == 1 else 's'}"
    report.info("CG038", f"the overlay was applied, at {at}", Place(overlay.document))


def _act(action: Action, draft: _Draft) -> int:
    """Do one action on one document; how many places it selects there."""
    try:
        selected = draft.select(action)
        if not selected:
            return 0
        if action.remove:
            draft.changed().remove(selected)
        elif action.update is not None:
            _check_alike(selected, draft.changed())
            for each in selected:
                origin = action.place.child("update")
                draft.changed().update(each, action.update[0], origin)
        elif action.copy is not None:
            _check_alike(selected, draft.changed())
            source = _source(action, draft.changed())
            draft.changed().copy_all(source, selected)
    except BadQuery as error:
        raise Misfit(f"a query cannot be answered: {error}") from error
    return len(selected)


def _source(action: Action, draft: Draft) -> Location:
    """The one place that `copy` selects."""
    query = action.copy
    found = query.locations(draft.data) if query else []
    if query is None or len(found) != 1:
        text = query.text if query else ""
        said = f"`copy` must select one value; {text!r} selects {len(found)}"
        raise Misfit(said, action.place.child("copy"))
    return found[0]


def _check_alike(selected: Sequence[Location], draft: Draft) -> None:
    """Objects, arrays and plain values cannot be changed by one action."""
    shapes: dict[type, str] = {}
    for each in selected:
        value = draft.at(each)
        shape = type(value) if isinstance(value, dict | list) else object
        shapes.setdefault(shape, kind(value))
    if len(shapes) > 1:
        raise Misfit(f"the target selects {' and '.join(shapes.values())} at once")


def _refuse(action: Action, misfit: Misfit, report: Report) -> None:
    places = [each for each in (misfit.place, misfit.other) if each is not None]
    own = action.place.source
    # A value of the overlay is the place to correct; what was copied stands elsewhere.
    if not places or places[0].source is not own:
        places.insert(0, action.place.child("copy" if action.copy else "target"))
    report.error(
        "CG036",
        f"the action cannot be done: {misfit.message}",
        places[0],
        related=places[1:],
        hint="make a more exact target, or remove the old value by an action before",
    )
