"""What is wrong with a schema node, and what comes of it."""

from __future__ import annotations

from calgen.diagnostics import Report
from calgen.ir import Json
from calgen.location import Place
from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.normalise.families import WIDEST
from calgen.normalise.places import report_lost
from calgen.normalise.uses import Uses


class Faults:
    """Reports faults, and counts those that lose something."""

    def __init__(self, merged: Merged, report: Report, uses: Uses) -> None:
        self._merged = merged
        self._report = report
        self._uses = uses

    def endless(self, place: Place) -> None:
        """A reference that leads back to itself without a value in between."""
        self._uses.fault()
        self._report.warning(
            "CG020",
            "a reference leads back to itself; any value is taken there",
            place,
            hint="define the schema under components.schemas",
        )

    def dangling(self, reference: str, place: Place) -> None:
        """A reference that leads nowhere."""
        self._uses.fault()
        node: Json = {"$ref": reference}
        so = "any value is taken there"
        report_lost(node, place, self._merged, self._report, so)

    def wide(self, component: str, heirs: int, place: Place) -> None:
        """A family that is too large for a union of its members."""
        self._report.info(
            "CG039",
            f"{component} has {heirs} heirs, and a union holds {WIDEST}: a value of it "
            f"becomes the class {component}, the heir's own fields beside its own",
            place.child("discriminator"),
            hint="list the heirs that a call can meet as oneOf where it is used",
        )

    def check(self, node: Json, place: Place) -> None:
        """What a node says that cannot be meant."""
        if self._merged.is_flawed(place):
            self._uses.fault()  # reading reported it
        if "default" in node and not js.fits(node["default"], node):
            # Defaults are never sent, so one that does not fit loses nothing.
            self._report.info(
                "CG026",
                f"the default {node['default']!r} does not fit its type; it is ignored",
                place.child("default"),
            )
        for stated in js.stated_types(node):
            meant = js.meant_type(stated)
            if not meant:
                self._uses.fault()
                self._report.warning(
                    "CG048",
                    f"{stated!r} is no type of JSON; any value is taken there",
                    place.child("type"),
                    hint=f"types: {', '.join(js.TYPES)}",
                )
            elif meant != stated:
                self._report.info(
                    "CG047", f"the type {stated!r} means {meant!r}", place.child("type")
                )
