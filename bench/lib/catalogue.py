"""The catalogue of missed optimizations: builds its rows, compares them and measures them.

    python3 bench/lib/catalogue.py [ROW...] [OPTION...]      what `cargo async-opt catalogue` runs
    bench/catalogue/run [--quick]                            what `./x bench catalogue` runs

A row is a folder of bench/catalogue; docs/catalogue.md says what is in it and how verdicts are
found. All rows are two programs, `pattern` and `ideal`, made by bench/catalogue-crate.
Python 3.11, standard library only.
"""

import argparse
import dataclasses
import difflib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import measuring as m

ROWS = m.ROOT / "bench" / "catalogue"
PATTERN = m.Program("bench/catalogue-crate", "pattern")
IDEAL = m.Program("bench/catalogue-crate", "ideal")
LEVELS = ("3", "s", "z")
WHO = ("stock", "optimized", "ideal")
DEFAULT = "default"  # stock as cargo's release profile has it, without fat LTO
PASSES = ("--passes", "--no-pass", "--last", "--fuel")  # passed on to cargo async-opt
OPERATIONS = 500  # n; callgrind counts n and 2n

# A figure is worse than the ideal where it is more than this above it: share and units.
MISSED = {"instructions": (0.10, 2), "allocations": (0, 0.01), "frame": (0.10, 8)}
# The optimized one is worse than stock where it is more than this above it.
WORSE = {"instructions": (0.01, 1), "allocations": (0, 0.01), "frame": (0, 0), "text": (0.02, 8)}


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    title: str
    missing: str
    sources: tuple
    polled: tuple  # "static", "dyn"
    shows: tuple  # the measures that the missed optimization is about

    def entries(self):
        return [f"{self.name}/{polled}" for polled in self.polled]


@dataclasses.dataclass
class Figures:
    """Of one entry of one program; None is not measured."""

    text: int
    frame: int
    allocations: float  # per operation
    instructions: float = None  # per operation


@dataclasses.dataclass
class Run:
    """Everything that was found out."""

    rows: list
    levels: tuple
    versions: dict
    figures: dict  # (who, level) -> {entry: Figures}; who: of WHO, or DEFAULT
    differences: list  # what pattern and ideal, or stock and optimized, do differently
    unsteady: list  # entries of which two runs of the same differed
    notes: list  # what could not be done, and why

    def entries(self):
        return [(row, entry) for row in self.rows for entry in row.entries()]

    def figure(self, who, level, entry, measure):
        of_program = self.figures.get((who, level))
        return getattr(of_program[entry], measure) if of_program else None

    def has(self, who):
        return any(key[0] == who for key in self.figures)


def say(verb, text, quiet=False):
    if not quiet:
        print(f"{verb:>12} {text}", file=sys.stderr, flush=True)


# --- the rows ---------------------------------------------------------------------------


def read_rows():
    rows = []
    for file in sorted(ROWS.glob("*/row.toml")):
        try:
            entry = tomllib.loads(file.read_text())
            row = Row(
                name=file.parent.name,
                title=entry["title"],
                missing=entry["missing"],
                sources=tuple(entry["sources"]),
                polled=tuple(entry["polled"]),
                shows=tuple(entry["shows"]),
            )
        except (KeyError, tomllib.TOMLDecodeError) as wrong:
            raise m.Failed(f"{file}: {wrong}") from wrong
        unknown = set(row.shows) - set(MISSED)
        if unknown or not row.shows or not row.polled or not row.sources:
            raise m.Failed(f"{file}: shows, polled and sources must name something known")
        rows.append(row)
    if not rows:
        raise m.Failed(f"no rows in {ROWS}")
    return rows


def chosen(rows, names):
    """Those of the names, or all; Failed with what may have been meant for an unknown one."""
    known = {row.name: row for row in rows}
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            near += [other for other in known if name and name in other and other not in near]
            meant = f"; did you mean {' or '.join(near[:4])}?" if near else ""
            raise m.Failed(f"no row '{name}' in the catalogue{meant}")
    return [row for row in rows if not names or row.name in names]


# --- building and comparing -------------------------------------------------------------


def why_not_optimized():
    """Why cargo async-opt does not build with this toolchain, or None."""
    try:
        found = subprocess.run(
            [os.environ.get("CARGO", "cargo"), "async-opt", "info", "--format", "json"],
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": f"{m.TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"},
        )
        info = json.loads(found.stdout)
    except (OSError, ValueError):
        return "cargo async-opt does not answer"
    return None if info.get("supported") else info.get("verdict", "not supported")


def build_all(levels, ours, quiet):
    """{(who, level): program}; `ours` is the Variant that optimizes, or None."""
    programs = {}
    for level in levels:
        whose = [("stock", PATTERN, m.STOCK), ("ideal", IDEAL, m.STOCK)]
        whose.append((DEFAULT, PATTERN, m.DEFAULT))
        if ours:
            whose.append(("optimized", PATTERN, ours))
        for who, program, variant in whose:
            say("Compiling", f"all rows, {who}, opt-level {level}", quiet)
            programs[who, level] = m.build(program, variant, m.Level(level, "unwind"))
    return programs


def traces_of(program, variant, level, names):
    exe = m.build(program, variant, m.Level(level, "unwind"), features=("trace",))
    lines = {}
    for line in m.output(exe, ["trace", *names]).decode().splitlines():
        case, _, events = line.partition(":")
        lines[case] = events
    return lines


def compare(level, rows, ours, quiet):
    """Whether pattern and ideal do the same, stock and optimized: a list of what they do not."""
    names = [row.name for row in rows]
    whose = [("pattern", PATTERN, m.STOCK), ("ideal", IDEAL, m.STOCK)]
    if ours:
        whose.append(("optimized", PATTERN, ours))
    traces = {}
    for who, program, variant in whose:
        say("Comparing", f"what all rows do, {who}", quiet)
        traces[who] = traces_of(program, variant, level, names)
    first = traces.pop("pattern")
    traced = {case.split("/")[0] for case in first}
    missing = [row.name for row in rows if row.name not in traced]
    if missing:
        raise m.Failed(f"these rows left no trace: {' '.join(missing)}")
    differences = []
    for who, other in traces.items():
        for case in sorted(first.keys() | other.keys()):
            if first.get(case) != other.get(case):
                one, two = first.get(case, " -"), other.get(case, " -")
                differences.append(f"{case}\n    pattern:{one}\n    {who}:{two}")
    return differences


# --- measuring --------------------------------------------------------------------------


def module_of(entry):
    """The name of the module that build.rs makes for an entry."""
    return entry.replace("-", "_").replace("/", "_")


def is_of(entry):
    """A test of whether a mangled (v0) symbol mentions the entry's module: as the namespace
    that it is in, as Self or in generic arguments."""
    name = module_of(entry)
    mention = re.compile(rf"(?<![0-9]){len(name)}{name}")
    return lambda symbols: any(mention.search(symbol) for symbol in symbols)


def text_of(functions, entry):
    is_ours = is_of(entry)
    return sum(size for _, size, symbols in functions if is_ours(symbols))


def callgrind(exe, names):
    """What the program prints under `run`, and the instructions of each of its measured calls."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "counts"
        # Under the same name whatever it is: its own name is on the stack and on the heap of a
        # program, and what memcpy needs depends on where things are.
        shutil.copy(exe, pathlib.Path(folder) / "rows")
        done = subprocess.run(
            [
                "valgrind",
                "--tool=callgrind",
                f"--callgrind-out-file={out}",
                "--zero-before=catalogue_measured",
                "--dump-after=catalogue_measured",
                "./rows",
                "run",
                str(OPERATIONS),
                *names,
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=m.CLEAN,
            cwd=folder,
        )
        if done.returncode != 0:
            raise m.Failed(f"{done.stderr[-2000:]}\nexit code {done.returncode} of {exe}")
        counts = []
        while (part := out.with_name(f"counts.{len(counts) + 1}")).exists():
            found = re.search(r"^totals: (\d+)", part.read_text(), re.M)
            counts.append(int(found.group(1)) if found else 0)
        lines = done.stdout.splitlines()
        # The last part is what came after the last measured call.
        if len(counts) not in (2 * len(lines), 2 * len(lines) + 1):
            raise m.Failed(f"callgrind left {len(counts)} counts for {len(lines)} rows of {exe}")
        return lines, counts


def measure(exe, rows, with_callgrind):
    """{entry: Figures}, and the entries of which two counts differ."""
    names = [row.name for row in rows]
    if with_callgrind:
        (lines, counts), (_, again) = m.parallel(lambda _: callgrind(exe, names), range(2))
    else:
        lines = m.output(exe, ["run", OPERATIONS, *names]).decode().splitlines()
        counts = again = None
    frames = dict(
        line.split() for line in m.output(exe, ["frames", *names]).decode().splitlines()
    )
    functions = m.functions(exe)
    figures, unsteady = {}, []
    for i, line in enumerate(lines):
        entry, _, _, once, twice = line.split()
        figures[entry] = found = Figures(
            text=text_of(functions, entry),
            frame=int(frames[entry]),
            allocations=(int(twice) - int(once)) / OPERATIONS,
        )
        if counts:
            both = [(c[2 * i + 1] - c[2 * i]) / OPERATIONS for c in (counts, again)]
            found.instructions = both[0]
            if abs(both[0] - both[1]) > m.STEADY * max(both):
                unsteady.append(entry)
    return figures, unsteady


def everything(rows, levels, passes=(), trace=True, quiet=False):
    """A Run. `passes` are options of cargo async-opt."""
    notes = []
    if passes:
        notes.append(f"optimized with {' '.join(passes)}")
    why = why_not_optimized()
    if why:
        notes.append(f"nothing optimized: {why}")
    ours = None if why else m.Variant("async-opt", tuple(passes))
    with_callgrind = shutil.which("valgrind") is not None
    if not with_callgrind:
        notes.append("no instructions: install valgrind (Debian: apt-get install valgrind)")
    differences = compare(levels[0], rows, ours, quiet) if trace else []
    if not trace:
        notes.append("pattern and ideal were not compared")
    figures, unsteady = {}, set()
    for (who, level), exe in build_all(levels, ours, quiet).items():
        say("Measuring", f"all rows, {who}, opt-level {level}", quiet)
        figures[who, level], apart = measure(exe, rows, with_callgrind)
        unsteady.update(f"{entry}, {who}, opt-level {level}" for entry in apart)
    return Run(rows, levels, m.versions(), figures, differences, sorted(unsteady), notes)


# --- verdicts ---------------------------------------------------------------------------


def above(got, limit, share, units):
    """Is it by more than that share and by more than so many units above the limit?"""
    if got is None or limit is None:
        return False
    return got > limit * (1 + share) and got - limit > units


def levels_missed(run, row, entry, who):
    """The levels at which `who` is worse than the ideal in what the row shows."""
    return [
        level
        for level in run.levels
        if any(
            above(
                run.figure(who, level, entry, measure),
                run.figure("ideal", level, entry, measure),
                *MISSED[measure],
            )
            for measure in row.shows
        )
    ]


def verdict(run, row, entry, who):
    if not run.has(who):
        return "-"
    missed = levels_missed(run, row, entry, who)
    if not missed:
        first = run.levels[0]
        unknown = any(run.figure(who, first, entry, measure) is None for measure in row.shows)
        return "not measured" if unknown else "gone"
    if len(missed) == len(run.levels):
        return "still missing"
    return "still missing at " + ", ".join(f"O{level}" for level in missed)


def closed(run, entry):
    """The share of the instructions above the ideal that the optimizer took away, over the
    levels at which stock has too many; None where there are none, or nothing to compare."""
    stock = optimized = 0
    for level in run.levels:
        figures = [run.figure(w, level, entry, "instructions") for w in WHO]
        if None in figures:
            return None
        if above(figures[0], figures[2], *MISSED["instructions"]):
            stock += figures[0] - figures[2]
            optimized += figures[1] - figures[2]
    return (stock - optimized) / stock if stock else None


def worse(run):
    """[(entry, level, measure, stock, optimized)] where the optimized one needs more."""
    return [
        (entry, level, measure, *both)
        for _, entry in run.entries()
        for level in run.levels
        for measure, limits in WORSE.items()
        if above(
            (both := [run.figure(w, level, entry, measure) for w in ("stock", "optimized")])[1],
            both[0],
            *limits,
        )
    ]


# --- what is printed --------------------------------------------------------------------


def number(value, measure):
    if value is None:
        return "-"
    if measure == "allocations":
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return m.grouped(value)


def percent(share):
    # No -0 %: adding 0 takes the sign away.
    return "-" if share is None else f"{round(share * 100) + 0} %"


def cells(run, entry, measure, levels):
    """The figures of an entry: for each of stock, optimized and ideal one for each level."""
    return [
        number(run.figure(who, level, entry, measure), measure)
        for who in WHO
        for level in levels
    ]


def heads(levels):
    return [f"{who} {level}" for who in ("stock", "opt", "ideal") for level in levels]


def summary(run):
    entries = run.entries()
    lines = []
    for who, whose in (("stock", run.versions["rustc"]), ("optimized", run.versions["async-opt"])):
        if run.has(who):
            found = [verdict(run, row, entry, who) for row, entry in entries]
            gone = sum(v == "gone" for v in found)
            some = sum(v.startswith("still missing at") for v in found)
            full = sum(v == "still missing" for v in found)
            line = (
                f"{whose}: of {len(entries)} entries {full} still missing, {some} at some "
                f"levels only, {gone} gone"
            )
            unknown = len(entries) - gone - some - full
            lines.append(line + (f", {unknown} not measured" if unknown else ""))
    return lines


def allocating(run):
    """The entries that allocate anything, in whatever program."""
    return [
        (row, entry)
        for row, entry in run.entries()
        if any(run.figure(who, level, entry, "allocations") for who, level in run.figures)
    ]


def without_lto(run):
    """A line for each entry in which cargo's default profile executes something else than fat
    LTO, by the rule for what is worse: [entry, default, with fat LTO, for each level]."""
    lines = []
    for _, entry in run.entries():
        both = [
            [run.figure(who, level, entry, "instructions") for who in (DEFAULT, "stock")]
            for level in run.levels
        ]
        if any(above(*pair, *WORSE["instructions"]) for a, b in both for pair in ((a, b), (b, a))):
            figures = [number(value, "instructions") for who in zip(*both) for value in who]
            lines.append([entry, *figures])
    return lines


def without_lto_heads(run):
    return [f"{who} {level}" for who in (DEFAULT, "fat") for level in run.levels]


def human(run):
    lines = []
    width = max(len(entry) for _, entry in run.entries()) + 1
    for measure, title in (
        ("instructions", "Instructions per operation"),
        ("text", "Bytes of code"),
        ("frame", "Bytes of the future"),
        ("allocations", "Allocations per operation"),
    ):
        # A future is as large at every level.
        levels = run.levels[:1] if measure == "frame" else run.levels
        entries = allocating(run) if measure == "allocations" else run.entries()
        if not entries:
            continue
        head = heads(levels)
        if measure == "instructions":
            head += ["closed", "  verdict on stock"]
        lines += ["", title, ""]
        lines.append(" " * width + "".join(f"{word:>9}" for word in head))
        for row, entry in entries:
            line = f"{entry:{width}}"
            line += "".join(f"{cell:>9}" for cell in cells(run, entry, measure, levels))
            if measure == "instructions":
                line += f"{percent(closed(run, entry)):>9}  {verdict(run, row, entry, 'stock')}"
            lines.append(line)
    if found := without_lto(run):
        lines += ["", "Instructions without fat LTO, where they differ", ""]
        for first, *figures in (["", *without_lto_heads(run)], *found):
            lines.append(f"{first:{width}}" + "".join(f"{figure:>12}" for figure in figures))
    return "\n".join([*lines, "", *summary(run), *remarks(run)])


def remarks(run):
    lines = [f"note: {note}" for note in run.notes]
    lines += [
        f"note: two counts differ by more than {m.STEADY:.1%}: {what}" for what in run.unsteady
    ]
    lines += [f"DIFFERENT: {what}" for what in run.differences]
    bad = worse(run)
    if bad:
        lines.append(f"The optimized one needs more than stock in {len(bad)} figures:")
        lines += [
            f"    {entry}, opt-level {level}: {what} {number(a, what)} -> {number(b, what)}"
            for entry, level, what, a, b in bad
        ]
    return lines


def markdown(run):
    """docs/results/catalogue.md"""
    lines = [
        "# The catalogue: what rustc still misses",
        "",
        "Made by `./x bench catalogue`; do not edit. What a row is, what is counted and how a",
        "verdict is found: [catalogue.md](../catalogue.md). Yours: `cargo async-opt catalogue`.",
        "",
        f"Made with {', '.join(run.versions.values())}:",
        "release profile, fat LTO, one codegen unit, unwinding. 3, s and z are opt-levels. *Closed*",
        "is the share of the instructions above the ideal that async-opt takes away, over the levels",
        "at which there are too many; the last two columns are the verdicts.",
        "",
        *(f"- {line}" for line in summary(run)),
        *(f"- {note}" for note in run.notes),
        "",
        "## Instructions per operation",
        "",
    ]
    head = ["row", *heads(run.levels), "closed", "stock", "optimized"]
    table = []
    for row, entry in run.entries():
        table.append(
            [
                entry,
                *cells(run, entry, "instructions", run.levels),
                percent(closed(run, entry)),
                verdict(run, row, entry, "stock"),
                verdict(run, row, entry, "optimized"),
            ]
        )
    lines += m.markdown_table(head, table)
    if run.has(DEFAULT):
        lines += ["", "## Instructions without fat LTO", ""]
        lines += ["Stock with cargo's default release profile (16 codegen units, thin local LTO) beside"]
        lines += ["stock with fat LTO, where they differ by more than 1 % and one instruction.", ""]
        lines += m.markdown_table(["row", *without_lto_heads(run)], without_lto(run))
    lines += ["", "## Bytes of code", ""]
    lines += m.markdown_table(
        ["row", *heads(run.levels)],
        [[entry, *cells(run, entry, "text", run.levels)] for _, entry in run.entries()],
    )
    level = run.levels[0]
    lines += ["", "## Bytes of the future", ""]
    lines += m.markdown_table(
        ["row", *WHO],
        [[entry, *cells(run, entry, "frame", [level])] for _, entry in run.entries()],
    )
    lines += ["", "## Allocations per operation", ""]
    lines += m.markdown_table(
        ["row", *heads(run.levels)],
        [[entry, *cells(run, entry, "allocations", run.levels)] for _, entry in allocating(run)],
    )
    lines.append("")
    lines += ["## Where the optimized one needs more than stock", ""]
    bad = worse(run)
    if bad:
        lines += m.markdown_table(
            ["row", "opt-level", "what", "stock", "optimized"],
            [[e, level, what, number(a, what), number(b, what)] for e, level, what, a, b in bad],
        )
    else:
        lines.append("Nowhere.")
    lines += ["", "## The rows", ""]
    for row in run.rows:
        where = ", ".join(f"[{short(url)}]({url})" for url in row.sources)
        lines.append(f"- [{row.name}](../../bench/catalogue/{row.name}/pattern.rs): {row.title}.")
        lines.append(f"  {row.missing} ({where})")
    return "\n".join(lines)


def short(url):
    """rust#62958 of an issue's address, the host of another one."""
    found = re.fullmatch(r"https://github\.com/[^/]+/([^/]+)/(?:issues|pull)/(\d+)", url)
    return f"{found[1]}#{found[2]}" if found else url.split("/")[2]


def as_json(run):
    entries = []
    for row, entry in run.entries():
        entries.append(
            {
                "name": entry,
                "row": row.name,
                "title": row.title,
                "missing": row.missing,
                "sources": row.sources,
                "shows": row.shows,
                "verdict": {w: verdict(run, row, entry, w) for w in ("stock", "optimized")},
                "closed": closed(run, entry),
                "levels": {
                    level: {
                        who: dataclasses.asdict(run.figures[who, level][entry])
                        for who in (*WHO, DEFAULT)
                        if (who, level) in run.figures
                    }
                    for level in run.levels
                },
            }
        )
    return json.dumps(
        {
            "versions": run.versions,
            "operations": OPERATIONS,
            "entries": entries,
            "worse": [
                dict(zip(("name", "level", "measure", "stock", "optimized"), each))
                for each in worse(run)
            ],
            "differences": run.differences,
            "unsteady": run.unsteady,
            "notes": run.notes,
        },
        indent=1,
    )


# --- assembly ---------------------------------------------------------------------------


def listing(exe, entry):
    """{function: its listing} of an entry, as demo/listing.awk prints one."""
    is_ours = is_of(entry)
    found = {}
    for address, size, symbols in m.functions(exe):
        if not is_ours(symbols):
            continue
        objdump = ["objdump", "-d", "-C", "-M", "intel", "--no-show-raw-insn"]
        objdump += [f"--start-address={address}", f"--stop-address={address + size}", exe]
        code = subprocess.run(objdump, capture_output=True, text=True, check=True).stdout
        name = re.search(r"^[0-9a-f]+ <(.*)>:$", code, re.M)
        if not name:
            continue
        name = re.sub(r"\{closure#\d+\}|\{\{closure\}\}", "{closure}", name[1])
        awk = ["awk", "-v", f"want={name}", "-f", m.ROOT / "demo" / "listing.awk"]
        text = subprocess.run(awk, input=code, capture_output=True, text=True, check=True).stdout
        # What is the same in all names of a row says nothing.
        name = name.replace("pattern::" + module_of(entry) + "::row::", "")
        found[name] = found.get(name, "") + text
    return found


def beside(stock, optimized, folder):
    for name, text in (("stock", stock), ("optimized", optimized)):
        (folder / name).write_text(text or "\t(none)\n")
    tty = sys.stdout.isatty()
    width = shutil.get_terminal_size((120, 24)).columns if tty else 120
    colour = tty and not os.environ.get("NO_COLOR")
    awk = ["awk", "-v", "left=stock", "-v", "right=optimized", "-v", f"width={width}"]
    awk += ["-v", f"colour={int(colour)}", "-f", m.ROOT / "demo" / "beside.awk"]
    return subprocess.run(
        [*awk, folder / "stock", folder / "optimized"], capture_output=True, text=True, check=True
    ).stdout


def assembly(row, level, passes, quiet):
    for tool, package in (("objdump", "binutils"), ("awk", "mawk")):
        if not shutil.which(tool):
            raise m.Failed(f"{tool} is missing (Debian: apt-get install {package})")
    why = why_not_optimized()
    if why:
        raise m.Failed(f"nothing optimized to compare with: {why}")
    ours = m.Variant("async-opt", tuple(passes))
    exes = []
    for who, variant in (("stock", m.STOCK), ("optimized", ours)):
        say("Compiling", f"all rows, {who}, opt-level {level}", quiet)
        exes.append(m.build(PATTERN, variant, m.Level(level, "unwind")))
    with tempfile.TemporaryDirectory() as folder:
        for entry in row.entries():
            print(f"{entry}: {row.title}, opt-level {level}")
            stock, optimized = (listing(exe, entry) for exe in exes)
            # The loop that polls it last: it is the same in all rows.
            names = sorted(stock | optimized, key=lambda name: "catalogue::drive::" in name)
            for name in names:
                print(f"\n{name}\n")
                print(beside(stock.get(name), optimized.get(name), pathlib.Path(folder)), end="")
            print()


# --- the command line -------------------------------------------------------------------


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="cargo async-opt catalogue", allow_abbrev=False, add_help=False
    )
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--asm", metavar="ROW")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--level", default=",".join(LEVELS))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--message-format", choices=("human", "json", "markdown"), default="human")
    parser.add_argument("--no-check", action="store_true")
    parser.add_argument("--target-dir", type=pathlib.Path)
    for option in PASSES:
        parser.add_argument(option)
    parser.add_argument("-q", "--quiet", action="store_true")
    options = parser.parse_intermixed_args(arguments)
    levels = tuple(options.level.split(","))
    if not set(levels) <= set("123sz"):
        parser.error(f"--level takes opt-levels, such as 3,s,z, not '{options.level}'")
    return options, levels


def folder_of_builds(chosen_folder):
    if chosen_folder:
        return chosen_folder.absolute() / "async-opt" / "catalogue"
    if "BENCH_OUT" in os.environ:
        return m.OUT
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(cache) / "async-opt" / "catalogue"


def command(arguments):
    options, levels = parse(arguments)
    m.OUT = folder_of_builds(options.target_dir)
    given = {option: getattr(options, option[2:].replace("-", "_")) for option in PASSES}
    passes = [f"{option}={value}" for option, value in given.items() if value is not None]
    rows = read_rows()
    if options.asm:
        (row,) = chosen(rows, [options.asm])
        assembly(row, levels[0], passes, options.quiet)
        return 0
    rows = chosen(rows, options.rows)
    if options.list:
        width = max(len(row.name) for row in rows)
        print("\n".join(f"{row.name:{width}}  {row.title}" for row in rows))
        return 0
    if options.check:
        why = why_not_optimized()
        ours = None if why else m.Variant("async-opt", tuple(passes))
        differences = compare(levels[0], rows, ours, options.quiet)
        print("\n".join(differences) or f"{len(rows)} rows: pattern and ideal do the same")
        if why:
            print(f"note: nothing optimized: {why}")
        return 1 if differences else 0
    run = everything(rows, levels, passes, not options.no_check, options.quiet)
    printer = {"human": human, "json": as_json, "markdown": markdown}[options.message_format]
    print(printer(run))
    return 1 if run.differences else 0


def main():
    try:
        sys.exit(command(sys.argv[1:]))
    except m.Failed as failed:
        print(f"error: {failed}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
