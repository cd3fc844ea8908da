"""Pages: which blocks they have, and which of them describe an API."""

from __future__ import annotations

import pytest

from calgen.read.markdown import api_blocks, blocks, stated_operation

API = "openapi: 3.1.0\npaths: {}\n"


@pytest.mark.parametrize(
    ("page", "info", "text", "first_line"),
    [
        (f"```yaml\n{API}```\n", "yaml", API, 1),
        (f"# T\n\n```yaml\n{API}```\n", "yaml", API, 3),
        # Any length, either sign; only as many of the same close it.
        (f"````yaml a.json get /a\n{API}````\n", "yaml a.json get /a", API, 1),
        (f"~~~json\n{API}~~~\n", "json", API, 1),
        (f"````yaml\n{API}```\n````\n", "yaml", f"{API}```\n", 1),
        (f"````yaml\n{API}~~~~\n````\n", "yaml", f"{API}~~~~\n", 1),
        (f"```yaml\n{API}`````\n", "yaml", API, 1),
        # The end of the page ends a block too, with or without a line end.
        (f"```yaml\n{API}```", "yaml", API, 1),
        (f"```yaml\n{API.rstrip()}", "yaml", API, 1),
        # Indentation is taken off every line, as far as it is there.
        ("  ```yaml\n  openapi: 3\n    paths:\n x: 1\n  ```\n", "yaml",
         "openapi: 3\n  paths:\nx: 1\n", 1),
        # Windows.
        ("```yaml\r\nopenapi: 3.1.0\r\npaths: {}\r\n```\r\n", "yaml", API, 1),
        # A quoted index in front of everything.
        (f"> ## Index\n> ```not this```\n\n```yml\n{API}```\n", "yml", API, 4),
        # No info string at all.
        (f"```\n{API}```\n", "", API, 1),
        # Other blocks before it.
        (f"```bash\ncurl x\n```\n\n```yaml\n{API}```\n", "yaml", API, 5),
        (f"```yaml\nexample: 1\n```\n```json\n{API}```\n", "json", API, 4),
        # Swagger, and JSON.
        ("```json\n{\"swagger\": \"2.0\"}\n```\n", "json", '{"swagger": "2.0"}\n', 1),
    ],
)  # fmt: skip
def test_one_block(page: str, info: str, text: str, first_line: int) -> None:
    (block,) = api_blocks(page)
    assert (block.info, block.text, block.first_line) == (info, text, first_line)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "# Just words\n",
        "```python\nopenapi: 3.1.0\n```\n",
        "```yaml\ntitle: not an API\n```\n",
        "    ```yaml\n    openapi: 3.1.0\n    ```\n",  # an indented block, not a fence
        "``yaml\nopenapi: 3.1.0\n``\n",
        "```yaml `x`\nopenapi: 3.1.0\n```\n",  # no info string holds back quotes
        "> ```yaml\n> openapi: 3.1.0\n> ```\n",
    ],
)
def test_no_block(page: str) -> None:
    assert list(api_blocks(page)) == []


def test_several_blocks() -> None:
    page = f"```yaml\n{API}```\n\ntext\n\n```json\n{API}```\n"
    assert [block.first_line for block in api_blocks(page)] == [1, 8]


def test_whether_a_block_is_closed() -> None:
    (closed,) = blocks("```a\nb\n```\n")
    (open_,) = blocks("```a\nb\n")
    assert (closed.closed, open_.closed) == (True, False)


@pytest.mark.parametrize(
    ("info", "stated"),
    [
        ("yaml /openapi.json get /v2/bookings", ("GET", "/v2/bookings")),
        ("yaml openapi.json delete /a/{b}", ("DELETE", "/a/{b}")),
        ("json post /a", ("POST", "/a")),
        ("yaml", None),
        ("", None),
        ("yaml get", None),
        ("yaml title=x", None),
        ("get /a", None),
    ],
)
def test_what_an_info_string_announces(
    info: str, stated: tuple[str, str] | None
) -> None:
    assert stated_operation(info) == stated
