"""CG100 to CG106: what `calgen diff` compares, and what it accepts."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG100",
        "error",
        "there is nothing to compare with",
        "What the command names as OLD or NEW is neither a file, nor a folder, nor a path "
        "in a revision that git knows; or a file of it is not in this clone.",
        "Name a file or folder, or a revision and a path as `git show` takes them; fetch "
        "what a shallow or partial clone lacks.",
        "calgen diff HEAD~1:specs specs",
    ),
    Code(
        "CG101",
        "error",
        "git cannot be asked",
        "A revision is read through git, which is not installed, or the current folder is "
        "in no repository.",
        "Run calgen inside of the repository, with git on the PATH; or compare files.",
        "calgen diff old.yaml new.yaml",
    ),
    Code(
        "CG102",
        "warning",
        "a symbolic link is left out",
        "What a revision has at this path is a link; what it led to then cannot be said.",
        "Name the file that the link leads to.",
        "specs/api.yaml -> ../vendor/api.yaml",
    ),
    Code(
        "CG103",
        "warning",
        "an accepted change counts again",
        "The settings accept the change until a day that has passed.",
        "Give the `diff.accept` a later day, or act on the change and remove it.",
        '[[diff.accept]]\nid = "operation.removed-0123456789"\nreason = "nobody calls '
        'it"\nuntil = 2026-01-31',
    ),
    Code(
        "CG104",
        "warning",
        "an accepted change is not there",
        "No change has the id of a `diff.accept`: it was released, undone, or mistyped.",
        "Remove it, or copy the id that `calgen diff` prints.",
        '[[diff.accept]]\nid = "operation.removed-0123456789"\nreason = "nobody calls '
        'it"',
    ),
    Code(
        "CG105",
        "error",
        "the changelog cannot be written",
        "The file for the changelog cannot be read or replaced.",
        "Name a file in a folder that can be written to; it has to be UTF-8 text.",
        "calgen generate --changelog docs/API-CHANGES.md",
    ),
    Code(
        "CG106",
        "warning",
        "no commit has the inputs that the client was made of",
        "The changelog tells what changes between the inputs that `calgen.lock` remembers "
        "and those that are there. The former are looked for in the last hundred commits "
        "that touched them.",
        "Commit the inputs together with the client; `calgen diff OLD` compares any two.",
        "calgen generate --changelog CHANGES.md",
    ),
)
