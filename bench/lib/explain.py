"""One future: what was done to it and why not, its assembly stock and optimized.

    python3 bench/lib/explain.py [OPTION...] [CARGO BUILD'S OPTIONS] --future=FUTURE

What `cargo async-opt explain` runs. Builds twice: with `cargo async-opt build --layouts`, whose
facts and code are shown, and with `cargo build`, fat LTO and line tables. Python 3.11, standard
library only; objdump and c++filt (binutils) and awk make the listing.
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import compare
import measuring as m
import symbols

SCHEMA = 1  # of --message-format json: docs/explain.md

X86 = (3, 62)  # machines in ELF's header
NARROW = 84  # columns; two texts beside each other need more


@dataclasses.dataclass
class Options(compare.Options):
    future: str = None
    yaml: pathlib.Path = None


@dataclasses.dataclass
class Function:
    symbol: str
    bytes: int
    lines: list  # of the listing; "; file:line" before what comes from there


# --- the command line -------------------------------------------------------------------


def take(options, name, value):
    """Sets what `compare` does not know; False for any other option."""
    if name == "--future":
        if options.future:
            usage(f"one future at a time, not {options.future} and {value}")
        options.future = value
    elif name == "--remarks-yaml":
        options.yaml = pathlib.Path(value).absolute()
    elif name == "--message-format" and value not in ("human", "json"):
        usage(f"--message-format is human or json, not '{value}'")
    else:
        return False
    return True


def usage(message):
    print(
        f"error: {message}\nhelp: `cargo async-opt explain --help` says more", file=sys.stderr
    )
    sys.exit(2)


def parse(arguments):
    own, rest = [], []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name in ("--future", "--remarks-yaml"):
            if not equals:
                value = next(words, None)
                if value is None:
                    usage(f"{name} needs a value")
            own.append((name, value))
        elif name == "--message-format":
            value = value if equals else next(words, "")
            own.append((name, value))
            rest.append(f"{name}={value}")
        else:
            rest.append(word)
    options = Options()
    for name, value in own:
        take(options, name, value)
    options.__dict__.update(compare.parse(rest).__dict__)
    if not options.future and not options.yaml:
        usage("which future?")
    if options.arguments is not None:
        usage("nothing is run, so there is no use for -- ARGUMENTS")
    return options


# --- facts ------------------------------------------------------------------------------


def report(options, *future):
    """What `cargo async-opt report` knows, after a build if one is needed."""
    own = os.environ["ASYNC_OPT_BIN_DIR"]
    command = [f"{own}/cargo-async-opt", "async-opt", "report", "--layouts", *options.ours]
    command += [f"--target-dir={compare.target_folder(options)}", *options.cargo, *future]
    command += ["--message-format=json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)
    return json.loads(done.stdout)["artefacts"]


def build_both(options):
    """{(kind, name): path} of what cargo linked, optimized and stock."""
    target = compare.target_folder(options)
    own = os.environ["ASYNC_OPT_BIN_DIR"]
    ours = [f"{own}/cargo-async-opt", "async-opt", "build", "--layouts", "--strict"]
    ours += [*options.ours, f"--target-dir={target}"]
    optimized = compare.build(ours, options, {})
    compare.say(options, "Building", "stock, fat LTO")
    command = [compare.cargo(), "build", f"--target-dir={target / 'async-opt' / 'stock'}"]
    settings = {**compare.AS_OURS, "debug": "line-tables-only"}
    return optimized, compare.build(command, options, settings)


def path_of(made, artefact):
    """Where cargo put what the facts call "server" or "api (cdylib)"."""
    name = artefact.split(" (")[0].replace("-", "_")
    found = [path for (_, other), path in made.items() if other.replace("-", "_") == name]
    if len(found) != 1:
        raise m.Failed(f"{artefact} is not what this command builds: name it with --bin and such")
    return found[0]


# --- remarks ----------------------------------------------------------------------------


def quoted(text):
    return "'" + text.replace("'", "''").replace("\n", " ") + "'"


def yaml(artefacts):
    """All remarks as LLVM writes them with -fsave-optimization-record."""
    lines = []
    for artefact in artefacts:
        for future in artefact["futures"]:
            for r in future["remarks"]:
                lines.append(f"--- !{'Missed' if r['reason'] else 'Passed'}")
                lines.append(f"Pass:            {r['pass']}")
                lines.append(f"Name:            {r['reason'] or 'Applied'}")
                if r["file"]:
                    where = f"File: {quoted(r['file'])}, Line: {r['line']}"
                    where += f", Column: {r['column'] or 0}"
                    lines.append(f"DebugLoc:        {{ {where} }}")
                lines.append(f"Function:        {quoted(future['symbol'])}")
                lines += ["Args:", f"  - String:          {quoted(r['text'])}", "..."]
    return "".join(f"{line}\n" for line in lines)


def remark_lines(future):
    """In order; what is said of the same place twice in a row is said once."""
    lines = []
    for r in future["remarks"]:
        line = f"  {'refused' if r['reason'] else 'done':8} {r['pass']:15} {r['text']}"
        if r["reason"]:
            line += f" ({r['reason']})"
        if r["line"] and r["line"] != future["line"]:
            line += f", line {r['line']}"
        if line not in lines[-1:]:
            lines.append(line)
    return lines or ["  (none)"]


# --- assembly ---------------------------------------------------------------------------


def machine_of(path):
    header = pathlib.Path(path).read_bytes()[:20]
    return int.from_bytes(header[18:20], "little")


def listing(exe, address, size):
    """The lines of one function, as demo/listing.awk prints them with places in the source."""
    objdump = ["objdump", "-d", "-l", "-C", "--no-show-raw-insn"]
    if machine_of(exe) in X86:
        objdump += ["-M", "intel"]
    objdump += [f"--start-address={address}", f"--stop-address={address + size}", exe]
    code = subprocess.run(objdump, capture_output=True, text=True)
    name = re.search(r"^[0-9a-f]+ <(.*)>:$", code.stdout, re.M)
    if code.returncode or not name:
        raise m.Failed(
            f"objdump can not disassemble {exe}: {code.stderr.strip() or 'no code'}\n"
            "help: for another machine than this one, install binutils-multiarch"
        )
    awk = ["awk", "-v", f"want={closures(name[1])}", "-v", "lines=1"]
    awk += ["-f", m.ROOT / "demo" / "listing.awk"]
    done = subprocess.run(awk, input=code.stdout, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def closures(name):
    return re.sub(r"\{closure#\d+\}|\{\{closure\}\}", "{closure}", name)


def of_symbol(exe, symbol):
    """The functions of the file with this symbol, or a copy of LLVM's under it."""
    return [
        (address, size, symbol)
        for address, size, names in m.functions(exe)
        if any(symbols.without_copy(name) == symbol for name in names)
    ]


def of_name(exe, symbol):
    """The functions whose symbol says the same but for its hashes: those of another build."""
    everything = m.functions(exe)
    flat = [(address, size, name) for address, size, names in everything for name in names]
    (wanted,) = symbols.demangle([symbol])
    names = symbols.demangle([name for _, _, name in flat])
    found = {}
    for (address, size, name), plain in zip(flat, names, strict=True):
        if closures(plain) == closures(wanted):
            found.setdefault(address, (address, size, name))
    return list(found.values())


def functions(exe, found):
    return [Function(symbol, size, listing(exe, address, size)) for address, size, symbol in found]


PLACE = re.compile(r"^\t; (.*):(\d+)$")


class Sources:
    """Lines of source files, as far as they are there."""

    def __init__(self, folder):
        self.folder = folder
        self.files = {}

    def line(self, file, number):
        if file not in self.files:
            try:
                self.files[file] = (self.folder / file).read_text(errors="replace").splitlines()
            except OSError:
                self.files[file] = []
        lines = self.files[file]
        return lines[number - 1].strip() if 0 < number <= len(lines) else None


def with_source(lines, sources, own_file):
    """The listing with lines of the source for their places: those of files that are there;
    of others (the standard library's) the name."""
    shown = []
    for line in lines:
        place = PLACE.match(line)
        if place:
            file, number = place[1], int(place[2])
            text = sources.line(file, number)
            if text is None:
                file = re.sub(r"^/rustc/[0-9a-f]+/", "", file)
                line = f"; {file}:{number}"
            elif own_file and file.endswith(own_file):
                line = f"; {number}: {text}"
            else:
                line = f"; {pathlib.Path(file).name}:{number}: {text}"
            if line in shown[-1:]:
                continue
        shown.append(line)
    return shown


def text_of(found, sources, own_file):
    lines = []
    for function in found:
        if len(found) > 1:
            lines.append(f"{function.symbol}:")
        lines += with_source(function.lines, sources, own_file)
    return "".join(f"{line}\n" for line in lines) or "\t(inlined into who polls it)\n"


def beside(stock, optimized, options):
    tty = sys.stdout.isatty()
    width = shutil.get_terminal_size((120, 24)).columns if tty else 0
    stacked = width < NARROW
    awk = ["awk", "-v", "left=stock", "-v", "right=optimized", "-v", "most=80"]
    awk += ["-v", f"width={width if tty else 1000}", "-v", f"stacked={int(stacked)}"]
    awk += ["-v", f"colour={int(compare.has_colour(options))}"]
    awk += ["-f", m.ROOT / "demo" / "beside.awk"]
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / who for who in ("stock", "optimized")]
        for file, text in zip(files, (stock, optimized)):
            file.write_text(text)
        done = subprocess.run([*awk, *files], capture_output=True, text=True, check=True)
    return done.stdout


# --- printing ---------------------------------------------------------------------------


def total(found):
    return m.grouped(sum(f.bytes for f in found)) + " bytes" if found else "inlined"


def parents(everything, artefact, future):
    """Who awaits it."""
    return [
        other["name"]
        for a in everything
        if a["artefact"] == artefact
        for other in a["futures"]
        if any(await_["child"] == future["symbol"] for await_ in other["awaits"])
    ]


def human(artefact, future, everything, both, options):
    where = f", at {future['file']}:{future['line']}" if future["file"] else ""
    print(f"{future['name']}{where}, in {artefact}")
    print("\nRemarks, in the order of passes\n")
    print("\n".join(remark_lines(future)))
    stock, optimized = both
    print(f"\nResume function: stock {total(stock)}, optimized {total(optimized)}\n")
    if not optimized and (who := parents(everything, artefact, future)):
        print(f"It is a part of who awaits it, now: {', '.join(who[:5])}\n")
    sources = Sources(pathlib.Path.cwd())
    if stock or optimized:
        texts = [text_of(found, sources, future["file"]) for found in both]
        print(beside(*texts, options), end="")


def as_object(artefact, future, both):
    return {
        "schema": SCHEMA,
        "versions": m.versions(),
        "artefact": artefact,
        "future": future,
        **{
            who: [dataclasses.asdict(function) for function in found]
            for who, found in zip(("stock", "optimized"), both)
        },
    }


def explain(options):
    found = report(options, options.future)
    artefact, (future,) = found[0]["artefact"], found[0]["futures"]
    optimized, stock = (path_of(made, artefact) for made in build_both(options))
    both = (
        functions(stock, of_name(stock, future["symbol"])),
        functions(optimized, of_symbol(optimized, future["symbol"])),
    )
    if options.format == "json":
        print(json.dumps(as_object(artefact, future, both), indent=1))
    else:
        human(artefact, future, report(options), both, options)
    if len(found) > 1 and not options.quiet:
        others = ", ".join(other["artefact"] for other in found[1:])
        print(f"note: it is in {others} as well; --bin and such choose", file=sys.stderr)
    return found[:1]


def command(arguments):
    for tool, package in (("objdump", "binutils"), ("awk", "mawk")):
        if not shutil.which(tool):
            raise m.Failed(f"{tool} is missing (Debian: apt-get install {package})")
    options = parse(arguments)
    artefacts = explain(options) if options.future else report(options)
    if options.yaml:
        options.yaml.write_text(yaml(artefacts))
        compare.say(options, "Wrote", options.yaml)
    return 0


if __name__ == "__main__":
    compare.run(command)
