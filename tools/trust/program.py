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

    @property
    def name(self):
        digest = hashlib.sha256()
        for top, folders, files in os.walk(self.folder):
            folders[:] = sorted(f for f in folders if f != "target" and f[0] != ".")
            for name in sorted(files):
                with open(os.path.join(top, name), "rb") as file:
                    digest.update(name.encode() + b"\0" + file.read())
        return f"{os.path.basename(self.folder)}-{digest.hexdigest()[:12]}"

    @property
    def binary(self):
        with open(os.path.join(self.folder, "Cargo.toml"), encoding="utf-8") as file:
            return re.search(r'^name\s*=\s*"([^"]+)"', file.read(), re.M)[1]

    def write(self, _folder):
        return self.folder, {"futures": 0, "coroutines": 0}
