"""CG120 to CG133: templates of your own, as `calgen templates doctor` sees them."""

from __future__ import annotations

from calgen.codes.code import Code

CODES = (
    Code(
        "CG120",
        "error",
        "a template is not Jinja",
        "A tag is not closed or does not exist, a filter or test does not exist, a block "
        "stands twice in one file, or a file is not UTF-8.",
        "Correct the template at the place that is shown.",
        "{{ package.title | litteral }}",
    ),
    Code(
        "CG121",
        "error",
        "a block that the template below does not have",
        "A file that extends another one replaces its blocks. One of another name takes "
        "the place of nothing, and what stands in it would be left out without a word.",
        "Give the block the name that was meant, or move it to a file that extends the "
        "one it is a block of; `calgen templates list` shows all blocks.",
        '{% extends "default/_method.py.jinja" %}{% block calls %}…{% endblock %}',
    ),
    Code(
        "CG122",
        "error",
        "a template that does not exist",
        "`extends`, `include` or `import` names a template that neither your folder nor "
        "the default theme has, or a file extends itself.",
        "Names are paths in the theme, ending and all. The default theme's file of the "
        "same name is called `default/…`.",
        '{% extends "_method.py.jinja" %} in your _method.py.jinja',
    ),
    Code(
        "CG123",
        "error",
        "a file that is used nowhere, or not as it was meant",
        "A part (a file whose name begins with `_`) is written only where another file "
        "includes or extends it, and none does; or the path has an ending or a name in "
        "braces that means nothing here.",
        "Rename the file, or include it where it belongs.",
        "_methods.py.jinja, {package}/{resorce}.py.jinja, _method.py.j2",
    ),
    Code(
        "CG124",
        "error",
        "a template uses a name that it is not given",
        "The name or attribute is not in the context: rendering would fail there.",
        "Write the name that was meant: docs/templates.md lists all of them. What may be "
        "missing is asked for with `is defined`, or given a `default(…)`.",
        "{{ method.dottedd }}",
    ),
    Code(
        "CG125",
        "warning",
        "an override that changes nothing",
        "A block or a file is the same as the default theme's, or only `super()`. It "
        "would keep that text when the default's gets better.",
        "Delete the block, or the file.",
        "{% block call %}{{ super() }}{% endblock %}",
    ),
    Code(
        "CG126",
        "warning",
        "text outside of blocks goes nowhere",
        "A file that extends another one writes its blocks alone; Jinja drops what stands "
        "between them.",
        "Move it into a block. Comments, `set`, `import` and `macro` may stand there.",
        '{% extends "default/README.md.jinja" %}\n# My title',
    ),
    Code(
        "CG127",
        "error",
        "a file lacks a block that others override",
        "Your file takes the place of one of the default theme's. Other files extend it "
        "and override a block that it does not have: what they say would be left out.",
        "Add the block, empty if need be, or extend the default theme's file and replace "
        "only what you want to change.",
        "a _base.py.jinja of your own without the block `imports`",
    ),
    Code(
        "CG128",
        "error",
        "a template was written for another contract",
        "The contract is the version of the blocks and names that templates can rely on. "
        "This template states a newer one than this calgen has, or an older one since "
        "which something that it uses has changed, or none that is a number.",
        "Install a newer calgen; or change what is shown, and then the number.",
        "{# contract: 99 #}",
    ),
    Code(
        "CG129",
        "warning",
        "a pattern of `omit` means no file",
        "Files of the theme are left out by their paths; none has this one.",
        "Write the path as `calgen templates list` shows it, without `.jinja`.",
        'omit = ["{package}/telemetri.py"]',
    ),
    Code(
        "CG130",
        "warning",
        "a file is left out that another one needs",
        "`omit` leaves out a module that another file of the package imports, at its top "
        "or when it is used: that would fail.",
        "Leave out the other file, too, or write both.",
        'omit = ["{package}/errors.py"]',
    ),
    Code(
        "CG131",
        "error",
        "an override that is there already",
        "`calgen templates eject` writes no file over one of yours, and adds no block that "
        "it has.",
        "Edit the file; or delete it and eject again.",
        "calgen templates eject README.md, twice",
    ),
    Code(
        "CG132",
        "info",
        "a block has another place now",
        "The block that a template overrides has moved to another file of the default "
        "theme. The override still reaches it.",
        "Nothing has to be done. To follow, move the block to a file of that name.",
        "a block of _method.py.jinja that now stands in a part of its own",
    ),
    Code(
        "CG133",
        "warning",
        "a file is copied that looks like a template",
        "A file is rendered if its name ends in `.jinja`, and copied byte for byte "
        "otherwise. This one holds what only a template of calgen's would.",
        "Add `.jinja` to its name. If it is another program's template, do so, too, and "
        "put it between `{% raw %}` and `{% endraw %}`.",
        "{{ package.title }} in templates/README.md",
    ),
)
