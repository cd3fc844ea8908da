"""Lists in the query: whether a sentence wants commas between their values."""

from __future__ import annotations

import pytest
from factkit import profile

from calgen.normalise.notes import facts_in

STATED = """\
Comma-separated list of ferry ids.
A comma separated list of the harbours to show
A comma-delimited string of optional fields to include in the response body.
An optional case-insensitive, comma-separated list of cargo kinds.
Filters for the query: a comma-separated list of the fields to return. If omitted, all are.
It supports comma-separated values such as `open`
Supports comma-separated values, such as `open,hidden`.
Filter by status. This parameter accepts a comma-separated list.
If `false`, nothing is shown. You can also specify a comma-separated list of the fields.
The harbour IDs to look up as a comma-separated list. An empty list asks for all.
Ids of ferries, given as a comma separated string
Separate multiple values by commas.
Filter by port. If you want to filter by multiple ports, separate them with a comma.
Several are possible; separate the ids using commas (at most 20).
Use commas to separate several ids
Use a comma between ids.
Values delimited with commas.
Filter by crews. Crew ids must be separated by a comma.
Harbour codes separated by commas
Ferry type(s) to show. Can have multiple values separated by comma. All are shown by default.
Names of decks, comma-separated.
Ids are comma-separated
Fields to return (comma separated)
Relations to expand (comma-separated list)
One or more comma separated tags.
""".splitlines()
OTHERS = """\
Commas are allowed in names.
Example: a,b,c
Returns a comma separated values file.
Export as comma-separated values file
The output format, csv (comma separated) or json
Whether the response is a comma-separated list.
Whether columns are separated by commas in the export.
The names in the answer are separated by commas.
Fields of the response, which are separated by commas there
Do not pass a comma-separated list.
Never separate values by commas.
Repeat the parameter; a comma-separated list is not understood.
Accepts comma-separated values as well as repeated parameters.
A list of comma-separated coordinates
Comma-separated pairs of latitude and longitude
Each value is a comma-separated pair
The separator of columns: comma, tab
Whether to escape commas
List of ids
Comma
""".splitlines()


@pytest.mark.parametrize("text", STATED)
def test_commas(text: str) -> None:
    facts = facts_in(text, None, profile().of("separated"))
    assert [dict(fact.fields) for fact in facts[:1]] == [{"by": "comma"}]


@pytest.mark.parametrize("text", OTHERS)
def test_other_sentences(text: str) -> None:
    assert facts_in(text, None, profile().of("separated")) == ()
