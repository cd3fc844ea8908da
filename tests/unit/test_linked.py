"""Types in pieces: which words of an annotation are models."""

from __future__ import annotations

import pytest

from calgen.render.linked import linked


@pytest.mark.parametrize(
    ("annotation", "pieces"),
    [
        ("", ()),
        ("int | None", (("int | None", ""),)),
        ("models.Order", (("Order", "Order"),)),
        (
            "Sequence[models.A | models.B]",
            (("Sequence[", ""), ("A", "A"), (" | ", ""), ("B", "B"), ("]", "")),
        ),
        (
            "Literal[\"models.A\", 'models.B']",
            (("Literal[\"models.A\", 'models.B']", ""),),
        ),
        ('Literal["\\"models.A"]', (('Literal["\\"models.A"]', ""),)),
        ("othermodels.A", (("othermodels.A", ""),)),
    ],
)
def test_models_stand_apart(
    annotation: str, pieces: tuple[tuple[str, str], ...]
) -> None:
    assert linked(annotation) == pieces


def test_a_module_of_models_names_them_as_they_are() -> None:
    pieces = linked('dict[str, Tag] | Literal["Tag"] | Tags', {"Tag"})
    assert [model for _, model in pieces if model] == ["Tag"]
    assert (
        "".join(text for text, _ in pieces) == 'dict[str, Tag] | Literal["Tag"] | Tags'
    )
