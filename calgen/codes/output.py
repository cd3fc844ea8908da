"""CG070 to CG073: templates, the target, the output."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG070",
        "error",
        "a template cannot be rendered",
        "A template of your own is not Jinja, or uses what its context does not have.",
        "Correct the template at the place that is shown.",
        "{{ operation.misspelt }}",
    ),
    Code(
        "CG071",
        "error",
        "the output cannot be written",
        "The system refuses to write to the output folder, or the folder holds a link "
        "that leads out of it.",
        "Check the folder's rights, or remove the link.",
        "calgen generate -o /proc",
    ),
    Code(
        "CG072",
        "error",
        "a file that would be written is not Python",
        "Every generated module is parsed before anything is written; this one does not "
        "parse.",
        "Correct a template of your own; without one, please report the input.",
        "def {{ operation.doc }}():",
    ),
    Code(
        "CG073",
        "error",
        "the output cannot be laid out",
        "Two generated files would have one path, or a path would leave the output.",
        "Rename a file of your own theme.",
        "a template called ../outside.py.jinja",
    ),
)
