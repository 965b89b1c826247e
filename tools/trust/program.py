"""The programs that are compared: generated ones and cargo packages that exist."""

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass, replace


def run_quietly(argv, **options):
    """(exit code, output); the output holds stderr too."""
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, errors="replace", **options)
    return done.returncode, done.stdout


def numbers(text):
    """'1-3,7' as [1, 2, 3, 7]"""
    found = []
    for part in filter(None, text.split(",")):
        low, _, high = part.partition("-")
        found += range(int(low), int(high or low) + 1)
    return found


def digest_of(folder):
    """Of the sources in a package's folder."""
    digest = hashlib.sha256()
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != "target" and f[0] != ".")
        for name in sorted(files):
            if name != "Cargo.lock":
                with open(os.path.join(top, name), "rb") as file:
                    digest.update(name.encode() + b"\0" + file.read())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Generated:
    """What async-smith writes for these options."""

    smith: str
    seed: int
    futures: int
    features: str = "auto"
    only: tuple = ()
    drop: tuple = ()

    @property
    def name(self):
        name = f"seed-{self.seed}-{self.futures}-{self.features.replace(',', '+')}"
        if self.only or self.drop:
            text = " ".join(self.options())
            name = f"seed-{self.seed}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
        return name if len(name) < 80 else name[:60] + hashlib.sha256(
            name.encode()).hexdigest()[:12]

    binary = "smith"

    def arguments(self):
        """The command lines that are run."""
        return [()]

    def options(self):
        options = ["--seed", str(self.seed), "--futures", str(self.futures),
                   "--features", self.features]
        if self.only:
            options += ["--only", ",".join(map(str, self.only))]
        if self.drop:
            options += ["--drop", ",".join(self.drop)]
        return options

    def write(self, folder):
        """The package's folder, and how many futures and coroutines are in it."""
        code, text = run_quietly([self.smith, *self.options(), "-o", folder])
        counts = re.match(r"(\d+) futures, (\d+) coroutines", text)
        if code or not counts:
            raise RuntimeError(f"async-smith {' '.join(self.options())}: {text}")
        return folder, {"futures": int(counts[1]), "coroutines": int(counts[2])}

    def parts(self, folder):
        """The parts that --drop could leave out, as async-smith lists them."""
        code, text = run_quietly([self.smith, *self.options(), "--list-parts", "-o", folder])
        if code:
            raise RuntimeError(text)
        return re.findall(r"^part (\d+\.\d+)$", text, re.M)

    def without(self, only=None, drop=None):
        return replace(self, only=self.only if only is None else tuple(only),
                       drop=self.drop if drop is None else tuple(drop))


@dataclass(frozen=True)
class Package:
    """A cargo package with a binary of its own name; used where it lies."""

    folder: str

    def arguments(self):
        return [()]

    @property
    def name(self):
        return f"{os.path.basename(self.folder)}-{digest_of(self.folder)}"

    @property
    def binary(self):
        with open(os.path.join(self.folder, "Cargo.toml"), encoding="utf-8") as file:
            return re.search(r'^name\s*=\s*"([^"]+)"', file.read(), re.M)[1]

    def write(self, _folder):
        return self.folder, {"futures": 0, "coroutines": 0}


@dataclass(frozen=True)
class Counterexamples:
    """
    test/counterexamples, one binary whose argument names the program.

    Without the programs that stock's fat LTO gets wrong in such company, so that they tell
    nothing about ours; test/suites/counterexamples compares those with what is written down.
    """

    root: str
    stock_is_wrong = ("12_generic_two_instances",)
    name = "counterexamples"
    binary = "counterexamples"

    def sources(self):
        folder = os.path.join(self.root, "test", "counterexamples")
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.removesuffix(".rs") in self.stock_is_wrong:
                continue
            if name.endswith(".rs"):
                yield name.removesuffix(".rs"), path
            elif os.path.exists(os.path.join(path, "main.rs")):
                yield name, os.path.join(path, "main.rs")

    def arguments(self):
        return [(name,) for name, _ in self.sources()]

    def write(self, folder):
        up = os.path.join(folder, "up", "src")
        os.makedirs(os.path.join(folder, "src"), exist_ok=True)
        os.makedirs(up, exist_ok=True)
        names = []
        for name, path in self.sources():
            names.append(name)
            with open(path, encoding="utf-8") as file:
                text = re.sub(r"^fn main\(\)", "pub fn main()", file.read(), flags=re.M)
            put(os.path.join(folder, "src", f"p{name}.rs"), text)
            beside = os.path.join(os.path.dirname(path), "up.rs")
            if os.path.exists(beside):
                with open(beside, encoding="utf-8") as file:
                    put(os.path.join(up, "lib.rs"), file.read())
        put(os.path.join(folder, "src", "main.rs"), "".join(
            [*(f"mod p{name};\n" for name in names),
             "fn main() {\nmatch std::env::args().nth(1).as_deref() {\n",
             *(f'Some("{name}") => p{name}::main(),\n' for name in names),
             'other => panic!("no program {other:?}"),\n}\n}\n']))
        for crate, path in (("counterexamples", folder), ("up", os.path.join(folder, "up"))):
            put(os.path.join(path, "Cargo.toml"),
                f'[package]\nname = "{crate}"\nversion = "0.0.0"\nedition = "2024"\n'
                + ('[dependencies]\nup = { path = "up" }\n[workspace]\n'
                   if crate != "up" else ""))
        return folder, {"futures": 0, "coroutines": 0}


def put(path, text):
    """Writes a file, unless it holds just this: cargo looks at times."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
