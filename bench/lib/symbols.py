"""Sections and functions of a linked file, by names that stock and optimized builds share.

    symbols.sections(path)     # {"text": bytes, ...}: their sum is the size of the file
    symbols.functions(path)    # {"app::run::{closure#0}": bytes}: copies added up
    symbols.of_futures(path, names)    # {name: bytes}: resume functions and their drop glue
    symbols.crate_of(name)     # of a demangled name: "app", "std", "[not Rust]"
"""

import re
import subprocess

import measuring as m

STD = {"core", "alloc", "std", "std_detect", "panic_unwind", "unwind", "compiler_builtins"}
NOT_RUST = "[not Rust]"

_UNWIND = re.compile(r"\.(eh_frame|eh_frame_hdr|gcc_except_table|ARM\.ex(idx|tab))\b")


# What is no part of a name: the hash of legacy mangling, of a crate in v0, and what LLVM adds
# to a copy.
_HASH = re.compile(r"::h[0-9a-f]{16}\b|(?<=\w)\[[0-9a-f]{3,16}\](?=::|\s|>|$)")
_COPY = re.compile(r"(\.(llvm\.)?\d+)+$| \[clone [^]]*\]|\.cold$")


def sections(path):
    """Bytes of the file by what they are. "other" is headers and padding."""
    found = dict.fromkeys(("text", "read-only data", "unwind tables", "data"), 0)
    found["symbols and debug info"] = 0
    for section, name in m.sections(path):
        if section.kind in (0, 8):  # NULL, NOBITS: nothing in the file
            continue
        if not section.flags & 2:  # SHF_ALLOC
            kind = "symbols and debug info"
        elif section.flags & 4:  # SHF_EXECINSTR
            kind = "text"
        elif section.flags & 1:  # SHF_WRITE
            kind = "data"
        elif _UNWIND.match(name):
            kind = "unwind tables"
        else:
            kind = "read-only data"
        found[kind] += section.size
    found["other"] = path.stat().st_size - sum(found.values())
    return found


def without_copy(name):
    """The symbol that a copy of LLVM's is one of."""
    return _COPY.sub("", name)


def demangle(names):
    """[demangled] of [mangled], without what differs from build to build."""
    plain = [without_copy(name) for name in names]
    try:
        done = subprocess.run(
            ["c++filt", "--format=rust"],
            input="\n".join(plain) + "\n",
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError as missing:
        raise m.Failed("c++filt is not installed: it is part of binutils") from missing
    except subprocess.CalledProcessError as failed:
        raise m.Failed(f"c++filt: {failed.stderr}") from failed
    return [_HASH.sub("", line) for line in done.stdout.splitlines()]


def functions(path):
    found = {}
    all_of_them = m.functions(path)
    names = demangle([symbols[0] for _, _, symbols in all_of_them])
    for (_, size, _), name in zip(all_of_them, names, strict=True):
        found[name] = found.get(name, 0) + size
    return found


_GLUE = re.compile(r"core::ptr::drop_(?:in_place|glue)(?:::)?<(.*)>$")
_CLOSURE = re.compile(r"::\{(?:closure#\d+\}|\{closure\}\})$")


def without_closure(name):
    """The async fn of a resume function."""
    return _CLOSURE.sub("", name)


def of_futures(path, names):
    """Bytes of those of the resume functions that are functions here, with what drops them."""
    found = {}
    for name, size in functions(path).items():
        glue = _GLUE.match(name)
        future = glue.group(1) if glue else name
        if future in names:
            found[future] = found.get(future, 0) + size
    return found


_BEFORE_A_PATH = re.compile(r"[<&*(\[ ]+|(?:mut|const|dyn|impl|unsafe|extern|fn|for<[^>]*>)[ (]+|'\w+ ")
_PATH = re.compile(r"([A-Za-z_]\w*)::")


def crate_of(name):
    """The crate that a function is in: that of its type for a method, and for drop glue that
    of what it drops. For a trait's method of a type without a crate, that of the trait."""
    glue = _GLUE.match(name)
    if glue:
        inner = crate_of(glue.group(1))
        return "std" if inner == NOT_RUST else inner
    rest = name
    while before := _BEFORE_A_PATH.match(rest):
        rest = rest[before.end() :]
    path = _PATH.match(rest)
    if not path and " as " in rest:
        return crate_of(rest[rest.index(" as ") + 4 :])
    if not path:
        return NOT_RUST
    return "std" if path.group(1) in STD else path.group(1)
