"""CG070 to CG074: templates, the target, the output."""

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
        "The system refuses to write to the output folder, the folder holds a link that "
        "leads out of it, another calgen is at work there, or a file changed during the "
        "run. A run that was stopped in the middle of writing is finished by the next.",
        "Check the folder's rights, remove the link, or let the other run end; then run "
        "calgen again.",
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
        "Two files of a theme would have one path (paths that differ in case only are one "
        "on many systems), one stands where another needs a folder, a path would leave the "
        "output, or it is one that calgen needs itself, as `calgen.lock`.",
        "Rename the file of your own theme that is shown. To replace a file of the default "
        "theme, give yours the same name.",
        "templates/acme/client.py beside {package}/client.py.jinja",
    ),
    Code(
        "CG074",
        "warning",
        "a generated file was saved by hand during the run",
        "Somebody saved a generated file between the moment calgen looked at it and the "
        "moment it was replaced. What was saved stays in its place, and counts as edited.",
        "Look at the file, then run calgen again with --force or --keep-edits.",
        "client/shop/client.py, saved from an editor while `calgen generate` writes",
    ),
)
