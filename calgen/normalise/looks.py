"""What tells whose API it is: titles, servers, headers, and where a page was."""

from __future__ import annotations

from calgen.merge import Merged
from calgen.normalise import jsonschema as js
from calgen.profile import Looks


def looks_of(merged: Merged) -> Looks:
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
