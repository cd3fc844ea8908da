"""Files that references name: found, allowed, read once and parsed."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from calgen import trace
from calgen.document import Document, Library, Link, Problem, Unread, parse
from calgen.inputs import Input, names_of
from calgen.read.allowed import Allowed, flag_for_file, flag_for_url

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


class Shelf:
    """What has an address: inputs, and files that are read because something refers to
    them. An address is a URL without fragment, or the real path of a file."""

    def __init__(
        self,
        inputs: Iterable[Input],
        parsed: Iterable[Document],
        library: Library,
        allowed: Allowed,
        base: Path,
        prepared: Callable[[Document], Document],
    ) -> None:
        self._prepared = prepared
        self._library = library
        self._allowed = allowed
        self._base = base
        self._contents = {each.name: each for each in inputs}
        self._parsed = {each.path: each for each in parsed}
        self._address = {
            each.name: os.path.realpath(each.path or each.name)
            for each in self._contents.values()
        }
        self._at: dict[str, Link | Unread] = {}
        self._ids: dict[str, Link] = {}
        self._stated: dict[str, str] = {}
        self.added: list[Input] = []
        for name, address in self._address.items():
            self._at[address] = Link(name)

    def identify(self, document: Document, text: str, pointer: str) -> None:
        """Note what a part of a document says its own address is."""
        plain = urldefrag(text).url
        if plain:
            try:
                address = _joined(self._address[document.path], plain)
            except ValueError:  # what looks like an address and is none
                return
            self._ids.setdefault(address, Link(document.path, pointer))
            if not pointer:
                self._stated.setdefault(document.path, address)

    def link(self, document: Document, file: str) -> Link | Unread:
        """What the file part of a reference in a document leads to."""
        try:
            return self._link(document, file)
        except ValueError:  # a host that is none, a name that no file can have
            return _unread(
                code="CG020",
                reason="leads nowhere: it names no file and no address",
                hint="correct the reference",
            )

    def _link(self, document: Document, file: str) -> Link | Unread:
        bases = [self._address[document.path]]
        if document.path in self._stated:
            bases.insert(0, self._stated[document.path])
        addresses = [_joined(base, file) for base in bases]
        for address in addresses:
            if address in self._ids:
                return self._ids[address]
        found = self._read(addresses[-1], document)
        if isinstance(found, Unread) and self._allowed.url(addresses[0]):
            return self._read(addresses[0], document)
        return found

    def _read(self, address: str, document: Document) -> Link | Unread:
        if not _SCHEME.match(address):
            address = trace.follow(address)
        if address not in self._at:
            self._at[address] = (
                self._file(address, document)
                if Path(address).is_absolute()
                else self._remote(address)
            )
        found = self._at[address]
        if isinstance(found, Link) and found.path not in self._library.documents:
            fault = self._parse(found.path)
            if fault is not None:
                found = self._at[address] = fault
        return found

    def _file(self, address: str, document: Document) -> Link | Unread:
        path = Path(address)
        if not self._allowed.file(path):
            return _unread(
                code="CG021",
                reason="is not read: it lies outside of the inputs' folders",
                hint=f"allow it by name: {flag_for_file(path, Path.cwd())}",
            )
        name = self._name(path, document)
        try:
            if path.exists() and not path.is_file():  # a pipe would never end
                trace.note(path)
                return _unread(
                    code="CG028",
                    reason=f"cannot be read: {name} is no file",
                    hint="name a file in the folder",
                )
            content = trace.read(path)
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            missing = isinstance(error, FileNotFoundError)
            return _unread(
                code="CG020" if missing else "CG028",
                reason=(
                    f"leads nowhere: there is no file {name}"
                    if missing
                    else f"cannot be read: {said}"
                ),
                hint="correct the reference, or add the file",
            )
        return self._added(Input(name, content, False, path), address)

    def _remote(self, address: str) -> Link | Unread:
        scheme = urlsplit(address).scheme
        if scheme not in ("http", "https"):
            return _unread(
                code="CG020",
                reason=f"leads nowhere: no input says that it is {address}",
                hint="`$id` or `$self` give a document an address",
            )
        if not self._allowed.url(address):
            return _unread(
                code="CG021",
                reason="is not read: the network is only asked for what is allowed "
                "by name",
                hint=f"allow it by name: {flag_for_url(address)}",
            )
        # Imported here: few runs ask the network, and it takes a library.
        from calgen.read.remote import Unfetched, fetch

        try:
            trace.note_remote()
            content = fetch(address, self._allowed.url)
        except Unfetched as error:
            return _unread(
                code="CG028",
                reason=f"cannot be read: {error}",
                hint="check the address, or save the file among the inputs",
            )
        return self._added(Input(address, content, False), address)

    def _added(self, file: Input, address: str) -> Link:
        self._contents[file.name] = file
        self._address[file.name] = address
        self.added.append(file)
        return Link(file.name)

    def _name(self, path: Path, document: Document) -> str:
        """Relative to `base`, else as the document would name it."""
        try:
            return path.relative_to(self._base.resolve()).as_posix()
        except ValueError:
            pass
        above = self._address[document.path]
        if Path(above).is_absolute():
            tail = os.path.relpath(path, Path(above).parent).replace(os.sep, "/")
            folder = posixpath.dirname(document.path)
            name = posixpath.normpath(posixpath.join(folder, tail))
            if name not in self._contents:
                return name
        return names_of([path], self._base, self._contents)[path]

    def _parse(self, name: str) -> Unread | None:
        """Put a document into the library; says why it cannot be done."""
        if name in self._parsed:
            self._library.add([self._parsed[name]])
            return None
        try:
            text = self._contents[name].content.decode("utf-8-sig")
            document = parse(name, text.replace("\r\n", "\n"))
        except UnicodeDecodeError:
            said, hint = f"{name} is not UTF-8 text", "save it as UTF-8"
        except Problem as problem:
            at = f"{name}:{problem.mark.line + 1}:{problem.mark.column + 1}"
            said, hint = f"{at}: {problem.message}", problem.hint
        except RecursionError:
            said, hint = f"{name} is nested too deeply", ""
        else:
            self._library.add([self._prepared(document)])
            return None
        hint = hint or "correct the file"
        return _unread(code="CG028", reason=f"cannot be read: {said}", hint=hint)


def _unread(*, code: str, reason: str, hint: str) -> Unread:
    return Unread(code=code, reason=reason, hint=hint, told=True)


def _joined(base: str, reference: str) -> str:
    """The address that a reference names where `base` is the address it stands in."""
    if _SCHEME.match(reference) and not reference.lower().startswith("file:"):
        return _normal(reference)
    if "://" in base:
        return _normal(urljoin(base, reference))
    path = reference.partition("?")[0]
    if path.lower().startswith("file:"):
        path = urlsplit(path).path
    folder = Path(base).parent
    for spelled in (unquote(path), path, unquote(path).replace("\\", "/")):
        address = os.path.normpath(folder / spelled)
        if os.path.lexists(address):
            return address
        trace.note(address)
    return os.path.normpath(folder / unquote(path))


def _normal(url: str) -> str:
    """A URL whose scheme and host are in small letters, without fragment."""
    plain = urldefrag(url).url
    try:
        parts = urlsplit(plain)
    except ValueError:
        return plain
    return parts._replace(
        scheme=parts.scheme.lower(), netloc=parts.netloc.lower()
    ).geturl()
