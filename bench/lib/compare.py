"""Stock against optimized, on the user's own program: what `cargo async-opt compare` runs.

    python3 bench/lib/compare.py [OPTION...] [CARGO BUILD'S OPTIONS] [-- ARGUMENTS]

Builds twice, once with `cargo build` and fat LTO and once with `cargo async-opt build --strict`
and otherwise the same profile, and compares each executable and cdylib: sections, text per
crate, futures, functions; with arguments behind `--`, also the instructions of a run with them.
Python 3.11, standard library only; c++filt (binutils) demangles, valgrind counts.
"""

import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys

import compare_html
import measuring as m
import symbols

SCHEMA = 1  # of --message-format json: docs/compare.md

HELP = "`cargo async-opt compare --help` says more"


@dataclasses.dataclass
class Options:
    format: str = "human"
    html: pathlib.Path = None
    rows: int = 15
    quiet: bool = False
    color: str = None
    target_dir: pathlib.Path = None
    cargo: list = dataclasses.field(default_factory=list)  # for both builds
    ours: list = dataclasses.field(default_factory=list)  # for the optimized one alone
    arguments: list = None  # of the program; None: it is not run


@dataclasses.dataclass(frozen=True)
class Pair:
    """A figure of both builds; either is None where there is no such thing."""

    name: str
    stock: int
    optimized: int

    @property
    def change(self):
        return (self.optimized or 0) - (self.stock or 0)


@dataclasses.dataclass(frozen=True)
class FuturePair(Pair):
    """Text of a future: its resume function and its drop glue, of all copies and instances.
    None where there is no such function: it is a part of who polls and drops it, or unused."""

    frame: int  # bytes of the future, the largest of them, or None
    states: int  # that rustc made
    states_reached: int  # that are left in the optimized build


@dataclasses.dataclass
class Artefact:
    name: str
    kind: str  # "bin", "example", "cdylib", ...
    stock: pathlib.Path
    optimized: pathlib.Path
    sections: list = dataclasses.field(default_factory=list)
    crates: list = dataclasses.field(default_factory=list)
    futures: list = dataclasses.field(default_factory=list)
    functions: list = dataclasses.field(default_factory=list)
    instructions: Pair = None


# --- the command line -------------------------------------------------------------------


OWN_VALUES = ("--message-format", "--html", "--rows", "-n", "--target-dir", "--color")
PASSES = ("--passes", "--no-pass", "--last", "--fuel")


def usage(message):
    print(f"error: {message}\nhelp: {HELP}", file=sys.stderr)
    sys.exit(2)


def set_option(options, name, value):
    if name == "--message-format":
        if value not in ("human", "json", "markdown"):
            usage(f"--message-format is human, markdown or json, not '{value}'")
        options.format = value
    elif name == "--html":
        options.html = pathlib.Path(value).absolute()
    elif name in ("--rows", "-n"):
        if not value.isdigit():
            usage(f"{name} takes a number of rows, not '{value}'")
        options.rows = int(value)
    elif name == "--target-dir":
        options.target_dir = pathlib.Path(value).absolute()
    elif name == "--color":
        options.color = value
        options.cargo.append(f"--color={value}")


def parse(arguments):
    options = Options()
    if "--" in arguments:
        at = arguments.index("--")
        arguments, options.arguments = arguments[:at], arguments[at + 1 :]
    rest = iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=")
        if name in OWN_VALUES:
            if not equals:
                value = next(rest, None)
                if value is None:
                    usage(f"{name} needs a value")
            set_option(options, name, value)
        elif name in PASSES:
            options.ours.append(word)
        elif word in ("-q", "--quiet"):
            options.quiet = True
            options.cargo.append(word)
        else:
            options.cargo.append(word)
    words = [word.partition("=")[0] for word in options.cargo]
    if not {"--release", "-r", "--profile"} & set(words):
        options.cargo.append("--release")
    return options


def profile_of(options):
    for at, word in enumerate(options.cargo):
        name, equals, value = word.partition("=")
        if name == "--profile":
            return value if equals else options.cargo[at + 1]
    return "release"


# --- building ---------------------------------------------------------------------------


def say(options, verb, text):
    if not options.quiet:
        print(f"{verb:>12} {text}", file=sys.stderr, flush=True)


def target_folder(options):
    """Where cargo builds; with the user's configuration, so cargo is asked."""
    if options.target_dir:
        return options.target_dir
    keep = []
    words = iter(options.cargo)
    for word in words:
        name, equals, _ = word.partition("=")
        if name in ("--manifest-path", "--config", "--lockfile-path"):
            keep += [word] if equals else [word, next(words, "")]
        elif name in ("--locked", "--offline", "--frozen"):
            keep.append(word)
    command = [cargo(), "metadata", "--format-version=1", "--no-deps", *keep]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)
    return pathlib.Path(json.loads(done.stdout)["target_directory"])


def cargo():
    return os.environ.get("CARGO", "cargo")


AS_OURS = {"lto": "fat", "strip": "none"}


def build(command, options, settings):
    """Runs cargo with settings of its profile; {(kind, name): path} of what it linked."""
    profile = profile_of(options)
    command = [
        *command,
        *options.cargo,
        *(f'--config=profile.{profile}.{name}="{value}"' for name, value in settings.items()),
        "--message-format=json-render-diagnostics",
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)
    made = {}
    for line in done.stdout.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if message.get("reason") != "compiler-artifact":
            continue
        target = message["target"]
        if message.get("executable"):
            made[target["kind"][0], target["name"]] = pathlib.Path(message["executable"])
        elif target["crate_types"] == ["cdylib"]:
            (file, *_) = [f for f in message["filenames"] if f.endswith(".so")] or [None]
            if file:
                made["cdylib", target["name"]] = pathlib.Path(file)
    return made


def build_both(options):
    target = target_folder(options)
    own = os.environ["ASYNC_OPT_BIN_DIR"]
    ours = [f"{own}/cargo-async-opt", "async-opt", "build", "--strict", *options.ours]
    say(options, "Building", "optimized")
    optimized = build([*ours, f"--target-dir={target}"], options, AS_OURS)
    facts = facts_of(own, target)
    say(options, "Building", "stock, fat LTO")
    folder = target / "async-opt" / "stock"
    stock = build([cargo(), "build", f"--target-dir={folder}"], options, AS_OURS)
    found = [
        Artefact(name, kind, stock[kind, name], path)
        for (kind, name), path in sorted(optimized.items())
        if (kind, name) in stock
    ]
    if not found:
        raise m.Failed(
            "nothing was built that could be compared: an executable, example or cdylib"
        )
    for artefact in found:
        titles = {artefact.name, f"{artefact.name} ({artefact.kind})"}
        titles |= {title.replace("-", "_") for title in titles}
        artefact.futures = [f for title, futures in facts if title in titles for f in futures]
    return found


def facts_of(own, target):
    """[(artefact, its futures)] of what was just built, from `cargo async-opt report`."""
    command = [f"{own}/cargo-async-opt", "async-opt", "report", f"--target-dir={target}"]
    command.append("--message-format=json")
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        return []  # no link had futures in it
    return [(a["artefact"], a["futures"]) for a in json.loads(done.stdout)["artefacts"]]


# --- comparing --------------------------------------------------------------------------


def pairs(stock, optimized):
    """[Pair] of two {name: figure}, the largest change first."""
    found = [Pair(n, stock.get(n), optimized.get(n)) for n in {*stock, *optimized}]
    return sorted(found, key=lambda p: (-abs(p.change), -(p.stock or 0), p.name))


def compare_sections(artefact):
    stock, optimized = (symbols.sections(p) for p in (artefact.stock, artefact.optimized))
    artefact.sections = [Pair(name, stock[name], optimized[name]) for name in stock]


def by_crate(functions, text):
    """{crate: bytes of text}; what no function covers is "[between functions]"."""
    found = {}
    for name, size in functions.items():
        crate = symbols.crate_of(name)
        found[crate] = found.get(crate, 0) + size
    found["[between functions]"] = text - sum(found.values())
    return found


def compare_functions(artefact):
    both = (artefact.stock, artefact.optimized)
    stock, optimized = (symbols.functions(path) for path in both)
    artefact.functions = [p for p in pairs(stock, optimized) if p.change]
    crates = (by_crate(f, m.text(path)) for f, path in zip((stock, optimized), both))
    artefact.crates = sorted(pairs(*crates), key=lambda p: -(p.stock or 0))


def compare_futures(artefact):
    """In place of the facts of the optimized build's futures: a FuturePair for each name."""
    facts = artefact.futures
    names = symbols.demangle([future["symbol"] for future in facts])
    by_name = {}
    for name, future in zip(names, facts, strict=True):
        by_name.setdefault(name, []).append(future)
    texts = [symbols.of_futures(path, by_name) for path in (artefact.stock, artefact.optimized)]
    found = [
        FuturePair(
            symbols.without_closure(name),
            *(text.get(name) for text in texts),
            max((f["frame_bytes"] for f in futures if f["frame_bytes"] is not None), default=None),
            max(f["states"] for f in futures),
            max(f["states_reached"] for f in futures),
        )
        for name, futures in by_name.items()
    ]
    artefact.futures = sorted(found, key=lambda p: (-max(p.stock or 0, p.optimized or 0), p.name))


def compare_runs(artefact, options):
    if options.arguments is None or artefact.kind == "cdylib":
        return
    counts = []
    for path in (artefact.stock, artefact.optimized):
        say(options, "Running", f"{artefact.name} {' '.join(options.arguments)}".rstrip())
        counts.append(m.instructions(path, options.arguments))
    artefact.instructions = Pair("instructions", *counts)


# --- printing ---------------------------------------------------------------------------


def number(value):
    return "-" if value is None else m.grouped(value)


def percent(pair):
    if pair.stock is None and pair.optimized is None:
        return ""
    if not pair.stock or pair.optimized is None:
        gone = "inlined" if isinstance(pair, FuturePair) else "gone"
        return "new" if pair.optimized else gone
    return f"{100 * pair.change / pair.stock:+.1f} %"


def signed(value):
    return ("+" if value > 0 else "-" if value < 0 else "") + m.grouped(abs(value))


def shorten(name, room=70):
    return name if len(name) <= room else f"{name[: room - 2]}.."


def total(of, name):
    return Pair(name, *(sum(getattr(p, who) or 0 for p in of) for who in ("stock", "optimized")))


def tables(artefact, most):
    """[(title, first column, [Pair])] of an artefact; what is left out is one row more."""

    def cut(found, left_out):
        rest = found[most:]
        if not rest:
            return found
        return [*found[:most], total(rest, left_out.format(len(rest)))]

    yield "Bytes of the file", "section", [*artefact.sections, total(artefact.sections, "total")]
    crates = cut(artefact.crates, "[{} more crates]")
    yield "Bytes of text", "crate", [*crates, total(artefact.crates, "total")]
    own = [p for p in artefact.futures if p.stock or p.optimized]
    inlined = len(artefact.futures) - len(own)
    futures = cut(own, "[{} more futures]")
    if futures:
        futures = [*futures, total(own, "total")]
    if inlined:
        futures.append(Pair(f"[{inlined} that are a part of who polls them in both]", None, None))
    yield "Bytes of futures: resume function and drop glue", "future", futures
    functions = cut(artefact.functions, "[{} more functions that differ]")
    yield "Bytes of functions that differ", "function", functions
    if artefact.instructions:
        yield "Instructions of a run", "", [artefact.instructions]


def human(found, options):
    colour = has_colour(options)

    def tint(pair, text):
        if not colour or not pair.change:
            return text
        return f"\033[{31 if pair.change > 0 else 32}m{text}\033[0m"

    for artefact in found:
        print(f"{artefact.name} ({artefact.kind})")
        for title, column, rows in tables(artefact, options.rows):
            if not rows:
                continue
            width = max(len(column), *(len(shorten(p.name)) for p in rows))
            print(f"\n{title}\n\n{column:{width}}  {'stock':>12} {'optimized':>12} {'':>20}")
            for p in rows:
                change = tint(p, f"{signed(p.change):>11} {percent(p):>8}")
                figures = f"{number(p.stock):>12} {number(p.optimized):>12}"
                print(f"{shorten(p.name):{width}}  {figures} {change}")
        print()


def has_colour(options):
    wish = options.color or os.environ.get("CARGO_TERM_COLOR", "auto")
    if "NO_COLOR" in os.environ and not options.color:
        return False
    return wish == "always" or (wish != "never" and sys.stdout.isatty())


def markdown(found, options):
    for artefact in found:
        print(f"## {artefact.name} ({artefact.kind})\n")
        for title, column, rows in tables(artefact, options.rows):
            if not rows:
                continue
            head = (column or "run", "stock", "optimized", "change", "")
            cells = [
                (
                    f"`{shorten(p.name)}`" if column in ("function", "future") else p.name,
                    number(p.stock),
                    number(p.optimized),
                    signed(p.change),
                    percent(p),
                )
                for p in rows
            ]
            print("\n".join([f"### {title}\n", *m.markdown_table(head, cells), ""]))


def as_object(found):
    def rows(of):
        return [dataclasses.asdict(pair) for pair in of]

    return {
        "schema": SCHEMA,
        "versions": m.versions(),
        "artefacts": [
            {
                "name": a.name,
                "kind": a.kind,
                "stock": str(a.stock),
                "optimized": str(a.optimized),
                "sections": rows(a.sections),
                "crates": rows(a.crates),
                "futures": rows(a.futures),
                "functions": rows(a.functions),
                "instructions": rows([a.instructions])[0] if a.instructions else None,
            }
            for a in found
        ],
    }


def command(arguments):
    options = parse(arguments)
    found = build_both(options)
    for artefact in found:
        compare_sections(artefact)
        compare_functions(artefact)
        compare_futures(artefact)
        compare_runs(artefact, options)
    if options.html:
        options.html.write_text(compare_html.page(as_object(found)))
        say(options, "Wrote", options.html)
    if options.format == "json":
        print(json.dumps(as_object(found), indent=1))
    else:
        {"human": human, "markdown": markdown}[options.format](found, options)
    return 0


def run(command):
    """What a script does with its arguments, and how it ends where that fails."""
    try:
        sys.exit(command(sys.argv[1:]))
    except (m.Failed, OSError) as failed:
        print(f"error: {failed}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run(command)
