"""Builds a Rust program stock and optimized, and measures what came out.

Used by what is under bench/: the twins, the catalogue. Python 3.11, standard library only.

    import measuring as m

    stock = m.Variant("stock")                                 # cargo build, fat LTO
    ours = m.Variant("async-opt")                              # cargo async-opt build --strict
    bare = m.Variant("async-opt", options=("--passes=",))      # the pipeline without a pass
    z = m.Level("z", "abort")                                  # opt-level and panic

    program = m.Program("bench/twins/modem", binary="host")    # a folder with a Cargo.toml
    exe = m.build(program, ours, z, features=("blocking",))    # path of a copy that stays
    exe, cost = m.build_and_count(program, ours, z)            # and what its last step cost
    m.output(exe, ["10"])                                      # what it prints (bytes)
    m.text(exe)                                                # bytes of machine code, all
    m.own_text(exe, ("modem", "host"))                         # of these crates alone
    m.own_symbols(exe, ("modem", "host"))                      # [(bytes, symbol)], largest first
    m.instructions(exe, ["10"])                                # executed, of one whole run
    m.slope(exe, 10)                                           # a Slope: per iteration

A program is asked for n iterations by its one argument; slope() takes the difference between
runs of n and 2n, so start and end of the process cost nothing. Each is run twice; where two
runs of the same differ by more than 0.1 % the Slope says so in `unsteady`, and on stderr.

What is built goes to build/bench/ (BENCH_OUT), one cargo target folder per Program. cargo
locks it: build different programs in parallel (m.parallel), not one program twice. The
profile is release with lto = "fat", codegen-units = 1, no debug info, symbols kept, and the
Level's opt-level and panic; the user's RUSTFLAGS and CARGO_PROFILE_* are not used, nor is a
rustc wrapper. Symbols are mangled as v0 in every variant, because the legacy scheme leaves
out generic arguments: core's poll_fn around a closure of the program would be nobody's.

A build or run that fails raises Failed, with the tail of the log in it.
"""

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
OUT = pathlib.Path(os.environ.get("BENCH_OUT", ROOT / "build" / "bench"))
TOOLS = pathlib.Path(os.environ.get("ASYNC_OPT_BIN_DIR", ROOT / "build"))

LOAD = TOOLS / "demo" / "load" / "load"
FIXED_RANDOM = LOAD.with_name("libfixed-random.so")
STEADY = 0.001  # how far two runs of the same may be apart


class Failed(Exception):
    """Something could not be built, run or measured; the message is for people."""


@dataclasses.dataclass(frozen=True)
class Level:
    opt: str  # "3", "s", "z", ...
    panic: str  # "unwind" or "abort"
    units: int = 1  # codegen units, where it is fat LTO

    def __str__(self):
        units = f", {self.units} units" if self.units != 1 else ""
        return f"O{self.opt} {self.panic}{units}"


MATRIX = tuple(Level(opt, panic) for opt in ("3", "s", "z") for panic in ("unwind", "abort"))
QUICK = (Level("3", "unwind"), Level("z", "abort"))


@dataclasses.dataclass(frozen=True)
class Variant:
    compiler: str  # "stock" or "async-opt"
    options: tuple = ()  # of cargo async-opt, such as "--passes="
    fat: bool = True  # fat LTO and one codegen unit; else as cargo's release profile has it

    def __str__(self):
        return " ".join((self.compiler, *self.options, *([] if self.fat else ["default"])))


STOCK = Variant("stock")
DEFAULT = Variant("stock", fat=False)
ASYNC_OPT = Variant("async-opt")


class Program:
    """A cargo package: folder (absolute, or relative to the project), binary, package."""

    def __init__(self, folder, binary, package=None):
        self.folder = (ROOT / folder).resolve()
        self.binary = binary
        self.package = package
        # Unique and readable: twins-modem.
        try:
            parts = self.folder.relative_to(ROOT / "bench").parts
        except ValueError:
            parts = self.folder.parts[-2:]
        self.key = "-".join(parts)


@dataclasses.dataclass(frozen=True)
class Slope:
    each: float  # instructions per iteration
    first: int  # instructions of the run of n iterations, start and end included
    unsteady: float  # 0, or how far apart two runs of the same were, as a share


# --- building ---------------------------------------------------------------------------


def _environment():
    """What cargo and the programs see: ours without what would change a measurement."""
    dropped = re.compile(r"(CARGO_(PROFILE|BUILD|ENCODED|INCREMENTAL|TARGET)|RUSTC|RUSTFLAGS)")
    env = {k: v for k, v in os.environ.items() if not dropped.match(k)}
    env["PATH"] = f"{TOOLS}{os.pathsep}{env.get('PATH', '')}"
    return env


def _profile(level, fat):
    return {
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": level.opt,
        "CARGO_PROFILE_RELEASE_PANIC": level.panic,
        "CARGO_PROFILE_RELEASE_LTO": "fat" if fat else "false",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": str(level.units) if fat else "16",
        "CARGO_PROFILE_RELEASE_DEBUG": "false",
        "CARGO_PROFILE_RELEASE_STRIP": "false",
        "CARGO_PROFILE_RELEASE_INCREMENTAL": "false",
        "RUSTFLAGS": "-C symbol-mangling-version=v0",
    }


def _run(command, log, **more):
    """Runs it with its output in the file `log`; Failed with the log's end if it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as out:
        done = subprocess.run(
            command, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more
        )
    if done.returncode != 0:
        tail = log.read_text(errors="replace").splitlines()[-40:]
        words = " ".join(map(str, command))
        raise Failed("\n".join([*tail, f"exit code {done.returncode} from: {words}"]))


def slug(*words):
    """The words as one file name."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", "-".join(map(str, words))).strip("-")


@dataclasses.dataclass(frozen=True)
class Cost:
    """Of compiling the program's own crate and linking it: its libraries are there already."""

    cpu_s: float  # of rustc and all that it starts
    rss_kib: int  # of the largest of these processes


def build_and_count(program, variant, level):
    """What build() answers, and the Cost: the crate is built anew for it."""
    subcommand = ["async-opt", "clean"] if variant.compiler == "async-opt" else ["clean"]
    command = [os.environ.get("CARGO", "cargo"), *subcommand, "--release", "--locked"]
    command += ["--package", program.package or program.binary]
    command += ["--target-dir", OUT / "target" / program.key]
    command += ["--manifest-path", program.folder / "Cargo.toml"]
    log = OUT / "log" / program.key / f"{slug(program.binary, variant, 'clean')}.log"
    _run(command, log, env=_environment(), cwd=program.folder)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "cost"
        counting = {
            "RUSTC_WRAPPER": str(pathlib.Path(__file__).resolve().parent / "rustc_cost.py"),
            "BENCH_COST_CRATE": program.binary.replace("-", "_"),
            "BENCH_COST_FILE": str(file),
        }
        exe = build(program, variant, level, more=counting)
        try:
            return exe, Cost(**json.loads(file.read_text()))
        except OSError as missing:
            raise Failed(f"{exe}: what it cost was not counted ({missing})") from missing


def build(program, variant, level, features=(), more=None):
    """Builds one binary and returns the path of a copy that later builds leave alone.

    For "async-opt" the build is --strict: it fails rather than fall back to stock. `more` is
    added to the environment.
    """
    target = OUT / "target" / program.key
    command = [os.environ.get("CARGO", "cargo")]
    if variant.compiler == "async-opt":
        command += ["async-opt", "build", "--strict", *variant.options]
        made = target / "async-opt" / "release" / program.binary
    elif variant.compiler == "stock":
        command += ["build", *variant.options]
        made = target / "release" / program.binary
    else:
        raise Failed(f"no compiler '{variant.compiler}'")
    command += ["--release", "--locked", "--target-dir", target, "--bin", program.binary]
    command += ["--manifest-path", program.folder / "Cargo.toml"]
    if program.package:
        command += ["--package", program.package]
    if features:
        command += ["--features", ",".join(features)]
    name = slug(program.binary, variant, level, *features)
    copy = OUT / "bin" / program.key / name
    log = OUT / "log" / program.key / f"{name}.log"
    env = {**_environment(), **_profile(level, variant.fat), **(more or {})}
    _run(command, log, env=env, cwd=program.folder)
    if not made.is_file():
        raise Failed(f"{made} was not built; see {log}")
    copy.parent.mkdir(parents=True, exist_ok=True)
    fresh = copy.with_name(copy.name + ".new")
    fresh.write_bytes(made.read_bytes())
    fresh.chmod(0o755)
    fresh.replace(copy)
    return copy


def parallel(work, items, jobs=2):
    """[work(item) for item in items], `jobs` at a time; the first exception is raised."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(work, items))


# --- bytes ------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Section:
    name: int  # where its name is, in the table of names
    kind: int
    flags: int
    offset: int
    size: int
    link: int


class _Elf:
    """Sections and function symbols of a little-endian ELF file, of 32 or 64 bits."""

    def __init__(self, path):
        self.bytes = pathlib.Path(path).read_bytes()
        if self.bytes[:4] != b"\x7fELF" or self.bytes[5] != 1:
            raise Failed(f"{path} is no little-endian ELF file")
        self.wide = self.bytes[4] == 2
        if self.wide:
            (start,) = struct.unpack_from("<Q", self.bytes, 40)
            each, count = struct.unpack_from("<HH", self.bytes, 58)
        else:
            (start,) = struct.unpack_from("<I", self.bytes, 32)
            each, count = struct.unpack_from("<HH", self.bytes, 46)
        (self.names,) = struct.unpack_from("<H", self.bytes, 62 if self.wide else 50)
        self.sections = [self._section(start + i * each) for i in range(count)]

    def _section(self, at):
        form = "<IIQQQQIIQQ" if self.wide else "<IIIIIIIIII"
        name, kind, flags, _, offset, size, link, *_ = struct.unpack_from(form, self.bytes, at)
        return _Section(name, kind, flags, offset, size, link)

    def string(self, table, at):
        start = self.sections[table].offset + at
        return self.bytes[start : self.bytes.index(b"\0", start)].decode(errors="replace")

    def functions(self):
        """Yields (section index, address, size, name) of each function symbol."""
        for table in self.sections:
            if table.kind != 2:  # SHT_SYMTAB
                continue
            form = "<IBBHQQ" if self.wide else "<IIIBBH"
            for at in range(table.offset, table.offset + table.size, struct.calcsize(form)):
                if self.wide:
                    name, info, _, index, value, size = struct.unpack_from(form, self.bytes, at)
                else:
                    name, value, size, info, _, index = struct.unpack_from(form, self.bytes, at)
                if info & 15 == 2 and size and 0 < index < len(self.sections):  # STT_FUNC
                    yield index, value, size, self.string(table.link, name)


def _is_text(section):
    return section.kind == 1 and section.flags & 6 == 6  # PROGBITS, ALLOC and EXECINSTR


def text(path):
    """The bytes of all sections that are loaded and executable: what `size` calls text
    without its read-only data. The linker's stubs (.plt, .init, .fini) are among them."""
    return sum(s.size for s in _Elf(path).sections if _is_text(s))


def sections(path):
    """[(section, name)] of all sections: kind, flags and size are as ELF has them."""
    elf = _Elf(path)
    return [(section, elf.string(elf.names, section.name)) for section in elf.sections]


def functions(path):
    """[(address, bytes, [symbols])] of all functions in executable sections. Aliases, and
    functions that were folded into one, are one of them under several symbols."""
    elf = _Elf(path)
    found = {}
    for index, address, size, name in elf.functions():
        if _is_text(elf.sections[index]):
            found.setdefault((address, size), []).append(name)
    if not found:
        raise Failed(f"{path} has no symbols")
    return [(address, size, names) for (address, size), names in sorted(found.items())]


def own_symbols(path, crates):
    """[(bytes, symbol)] of the functions that belong to `crates`, largest first.

    Counted is a function symbol in an executable section whose demangled path mentions one
    of the crates: as the crate that the function is in (resume functions are closures in
    the namespace of their async fn, constructors are the async fn itself), as the Self
    type or trait of an impl, or in a generic argument. So these are counted:
    drop_in_place::<app::run::{closure}>, <core::future::PollFn<app::wait::{closure}> as
    Future>::poll, embassy_futures::select::Select<app::..., ...>'s methods. Not counted is
    a generic of another crate that names none of them, though they may be why it is there
    (Vec<u8>::reserve, memcpy, core::fmt), nor the crate in which v0 says that a generic was
    instantiated. What was inlined counts where it went. Of several symbols at one address
    (aliases, functions folded into one) one that counts is counted, once. Padding between
    functions is not counted, neither are jump tables and unwind tables, which are data.
    """
    elf = _Elf(path)
    found = {}
    for index, address, size, name in elf.functions():
        if _is_text(elf.sections[index]) and not crates_of(name).isdisjoint(crates):
            found.setdefault((index, address), (size, name))
    if not found and not any(True for _ in elf.functions()):
        raise Failed(f"{path} has no symbols")
    return sorted(found.values(), reverse=True)


def own_text(path, crates):
    """The sum of own_symbols()."""
    return sum(size for size, _ in own_symbols(path, crates))


# --- whose symbol it is -----------------------------------------------------------------


class _V0:
    """Walks through a symbol of Rust's v0 mangling (RFC 2603) and collects the crates that
    its path mentions. Back references need not be followed: they repeat what was spelled
    out before, in the same symbol."""

    def __init__(self, symbol):
        self.text = symbol
        self.at = 2  # _R
        self.crates = set()
        if self.peek().isdigit():
            raise ValueError("encoding version")
        self.path()  # what follows is the instantiating crate and a vendor's suffix

    def peek(self):
        return self.text[self.at : self.at + 1]

    def take(self):
        if self.at >= len(self.text):
            raise ValueError("end")
        self.at += 1
        return self.text[self.at - 1]

    def took(self, letter):
        if self.peek() != letter:
            return False
        self.at += 1
        return True

    def base62(self):
        while self.take() != "_":
            pass

    def identifier(self):
        if self.took("s"):
            self.base62()
        return self.bare_identifier()

    def bare_identifier(self):
        self.took("u")
        digits = re.compile(r"0|[1-9][0-9]*").match(self.text, self.at)
        if not digits:
            raise ValueError("identifier")
        self.at = digits.end()
        self.took("_")
        start = self.at
        self.at += int(digits.group())
        return self.text[start : self.at]

    def path(self):
        tag = self.take()
        if tag == "C":
            self.crates.add(self.identifier())
        elif tag in "MX":
            if self.took("s"):
                self.base62()
            self.path()
            self.type()
            if tag == "X":
                self.path()
        elif tag == "Y":
            self.type()
            self.path()
        elif tag == "N":
            self.take()
            self.path()
            self.identifier()
        elif tag == "I":
            self.path()
            while not self.took("E"):
                self.generic_argument()
        elif tag == "B":
            self.base62()
        else:
            raise ValueError("path")

    def generic_argument(self):
        if self.took("L"):
            self.base62()
        elif self.took("K"):
            self.constant()
        else:
            self.type()

    def type(self):
        tag = self.take()
        if tag.islower():
            return
        if tag == "A":
            self.type()
            self.constant()
        elif tag in "SPO":
            self.type()
        elif tag in "RQ":
            if self.took("L"):
                self.base62()
            self.type()
        elif tag == "T":
            while not self.took("E"):
                self.type()
        elif tag == "F":
            self.function()
        elif tag == "D":
            self.object()
        elif tag == "B":
            self.base62()
        else:
            self.at -= 1
            self.path()

    def function(self):
        if self.took("G"):
            self.base62()
        self.took("U")
        if self.took("K") and not self.took("C"):
            self.bare_identifier()
        while not self.took("E"):
            self.type()
        self.type()

    def object(self):
        if self.took("G"):
            self.base62()
        while not self.took("E"):
            self.path()
            while self.took("p"):
                self.bare_identifier()
                self.type()
        if self.take() != "L":
            raise ValueError("object lifetime")
        self.base62()

    def constant(self):
        if self.took("p"):
            return
        if self.took("B"):
            self.base62()
            return
        if self.peek() not in "abhijlmnostxy" + "c":
            raise ValueError("constant")
        self.type()
        self.took("n")
        self.base62()


_LEGACY_HEAD = re.compile(r"_ZN([0-9]+)(.*)", re.S)
_LEGACY_MENTION = re.compile(r"(?:^|[^A-Za-z0-9_.])_?([A-Za-z_][A-Za-z0-9_]*)\.\.")


def crates_of(symbol):
    """The names of the crates that a mangled symbol mentions: v0, or legacy as far as that
    tells. Empty for what is not Rust's."""
    if symbol.startswith("_R"):
        try:
            return _V0(symbol).crates
        except ValueError:
            # A construct that is not known here: then every crate that is spelled out.
            spelled = re.finditer(r"C(?:s[0-9A-Za-z]*_)?([1-9][0-9]*)_?", symbol)
            return {symbol[m.end() : m.end() + int(m.group(1))] for m in spelled}
    head = _LEGACY_HEAD.match(symbol)
    if not head:
        return set()
    length, rest = int(head.group(1)), head.group(2)
    crates = set(_LEGACY_MENTION.findall(re.sub(r"\$[A-Za-z0-9]+\$", "$", rest)))
    if re.fullmatch(r"[A-Za-z0-9_]+", rest[:length]):
        crates.add(rest[:length])
    return crates


# --- running ----------------------------------------------------------------------------

# The same for every run: the stack's alignment depends on the size of the environment.
CLEAN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


# The process gets the same random bytes each time, for hash tables and keys.
SAME_RANDOM = {**CLEAN, "LD_PRELOAD": str(FIXED_RANDOM)}


def output(exe, arguments=(), seconds=300, fixed_random=False):
    """What the program prints on stdout. Failed if it fails or takes longer."""
    try:
        done = subprocess.run(
            [exe, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=SAME_RANDOM if fixed_random else CLEAN,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{exe} did not end within {seconds} s") from late
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace")[-2000:]
        raise Failed(f"{said}\nexit code {done.returncode} from: {exe} {arguments}")
    return done.stdout


def instructions(exe, arguments=(), fixed_random=False, under=()):
    """The instructions of one whole run, counted by callgrind; `under` are the words of a command
    that starts it, such as a client with a server's command line behind it."""
    env = SAME_RANDOM if fixed_random else CLEAN
    with tempfile.TemporaryDirectory() as folder:
        counts = pathlib.Path(folder) / "callgrind.out"
        log = pathlib.Path(folder) / "log"
        # Threads take turns in the same order, as far as that goes.
        command = [*map(str, under), "valgrind", "--tool=callgrind", "--fair-sched=try"]
        command += [f"--callgrind-out-file={counts}", exe]
        try:
            _run([*command, *map(str, arguments)], log, env=env)
        except FileNotFoundError as missing:
            raise Failed("valgrind is not installed: ./x setup bench") from missing
        total = re.search(r"^totals: (\d+)", counts.read_text(), re.M)
        if not total:
            raise Failed(f"callgrind left no totals for {exe}:\n{log.read_text()[-2000:]}")
        return int(total.group(1))


def slope(exe, iterations, fixed_random=False, client=None):
    """Instructions per iteration: (run of 2n - run of n) / n, each run made twice. The program is
    told by its argument, or by client(n), the words of a command that starts it and asks n times."""

    def run(n):
        if client:
            return instructions(exe, (), fixed_random, client(n))
        return instructions(exe, [n], fixed_random)

    once = [run(iterations) for _ in range(2)]
    twice = [run(2 * iterations) for _ in range(2)]
    lowest = (min(twice) - max(once)) / iterations
    highest = (max(twice) - min(once)) / iterations
    apart = (highest - lowest) / highest if highest else 0.0
    if apart > STEADY:
        print(f"{exe}: runs of the same differ by {apart:.2%}", file=sys.stderr)
    each = (twice[0] - once[0]) / iterations
    return Slope(each, once[0], apart if apart > STEADY else 0.0)


# --- what is written down ---------------------------------------------------------------


def versions():
    """The tools that the figures are from, {name: version}."""

    def first_line(*command):
        try:
            done = subprocess.run(command, capture_output=True, text=True, env=_environment())
        except FileNotFoundError:
            return f"no {command[0]}"
        return (done.stdout.splitlines() or ["not there"])[0]

    return {
        "rustc": first_line("rustc", "-V"),
        "async-opt": first_line("async-opt", "--version"),
        "valgrind": first_line("valgrind", "--version"),
    }


def grouped(number):
    """12 345: whole, with thin gaps as in the README."""
    return f"{round(number):,}".replace(",", " ")


def markdown_table(head, rows):
    """The lines of a table; the first column is flush left, the others right."""
    cells = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    width = [max(len(row[i]) for row in cells) for i in range(len(head))]
    rule = ["-" * max(3, w) if i == 0 else "-" * (max(3, w) - 1) + ":" for i, w in enumerate(width)]

    def line(row):
        padded = [c.ljust(width[i]) if i == 0 else c.rjust(width[i]) for i, c in enumerate(row)]
        return "| " + " | ".join(padded) + " |"

    return [line(cells[0]), line(rule), *map(line, cells[1:])]
