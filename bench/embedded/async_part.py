"""The async part of an image: the bytes of its functions that are there for futures.

    async_part.of(image, coroutines)    # bytes
    async_part.coroutines(report)       # names, from `cargo async-opt report --message-format json`

By symbols, alike for stock's image and the optimized one: the bodies of async fns and async
blocks, the closures written in them and the functions that make them, polls of futures and
streams written by hand (combinators, time-outs, channels), the executor's poll of a task, and
glue that drops one of these. What such a function has inlined counts with it, whatever it is;
what it calls and no rule here names does not. Outlined pieces count where only functions that
count call them.
"""

import json
import re
import subprocess

import symbols

_POLL = re.compile(r" as core::future::(future::Future|into_future::IntoFuture)>::|>::poll_next(_unpin)?$")
_TASK = re.compile(r"^embassy_executor::raw::(TaskStorage|AvailableTask)<.*>::")
_GLUE = re.compile(r"^core::ptr::drop_(in_place|glue)(::)?<(.*)>$")
_COMBINATOR = re.compile(r"embassy_(futures|time::timer|sync::\w+::\w*Future)|core::future::|\w+Future\b")
_CALL = re.compile(r"\t(?:bl?|jal|call|tail)(?:\.w)?\s.*<(OUTLINED_FUNCTION_\w+)>")


def _run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def coroutines(report):
    """The demangled names of all resume functions that the program had, inlined ones too."""
    mangled = [f["symbol"] for a in json.loads(report)["artefacts"] for f in a["futures"] + a["opaque"]]
    return set(symbols.demangle(mangled))


def functions(image):
    """{symbol: bytes}, one symbol for each address."""
    found = {}
    for line in _run("llvm-nm-22", "-S", "--defined-only", image).splitlines():
        words = line.split(" ", 3)
        if len(words) == 4 and words[2] in "tTwW" and int(words[1], 16):
            found.setdefault(words[0], (words[3], int(words[1], 16)))
    return dict(found.values())


def counts(name, names):
    """Is the function of that demangled name there for a future?"""
    glue = _GLUE.match(name)
    if glue:
        return "{{closure}}" in glue[3] and glue[3] in names or bool(_COMBINATOR.search(glue[3]))
    if _POLL.search(name) or _TASK.match(name) or f"{name}::{{{{closure}}}}" in names:
        return True
    while name.endswith("::{{closure}}"):
        if name in names:
            return True
        name = name.removesuffix("::{{closure}}")
    return False


def _outlined(image, counted):
    """The outlined functions that only those call."""
    callers, here = {}, None
    for line in _run("llvm-objdump-22", "-d", "--no-show-raw-insn", image).splitlines():
        head = re.match(r"^[0-9a-f]+ <(.*)>:$", line)
        call = _CALL.search(line)
        if head:
            here = head[1]
        elif call:
            callers.setdefault(call[1], set()).add(here)
    return {outlined for outlined, of in callers.items() if of <= counted}


def of(image, names):
    sizes = functions(image)
    counted = {s for s, name in zip(sizes, symbols.demangle(sizes), strict=True) if counts(name, names)}
    counted |= _outlined(image, counted)
    return sum(size for symbol, size in sizes.items() if symbol in counted)
