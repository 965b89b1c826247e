"""Builds of a program, stock and optimized, and what they print."""

import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass

from program import digest_of, run_quietly

RUN_LIMIT_S = 120


class BuildFailed(Exception):
    pass


@dataclass(frozen=True)
class Config:
    toolchain: str  # a folder with rustc and cargo; "": those in PATH
    level: str
    panic: str

    def __str__(self):
        name = f"O{self.level}-{self.panic}"
        return f"{name}-{self.toolchain.strip('/').replace('/', '_')}" if self.toolchain else name


@dataclass
class Outcome:
    """How a run ended. `trace` holds what is compared, `soft` what may differ."""

    exit_code: int
    trace: bytes
    soft: bytes

    def digest(self):
        return hashlib.sha256(self.trace).hexdigest()


def execute(binary, arguments):
    """All command lines of the program, as one outcome; the first code that is not 0."""
    outcomes = [execute_once(binary, words) for words in arguments]
    if len(outcomes) == 1:
        return outcomes[0]
    heads = [f"== {' '.join(words)}\n".encode() for words in arguments]
    codes = [f"exit code {outcome.exit_code}\n".encode() for outcome in outcomes]
    return Outcome(next((o.exit_code for o in outcomes if o.exit_code), 0),
                   b"".join(head + o.trace + code
                            for head, o, code in zip(heads, outcomes, codes)),
                   b"".join(o.soft for o in outcomes))


def execute_once(binary, args):
    with subprocess.Popen([binary, *args], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as process:
        try:
            out, _ = process.communicate(timeout=RUN_LIMIT_S)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            code = 124
    lines = out.splitlines(keepends=True)
    soft = [line for line in lines if line.startswith(b"~")]
    return Outcome(code, b"".join(line for line in lines if not line.startswith(b"~")),
                   b"".join(soft))


class Builder:
    """Everything lies in one folder; stock outcomes stay there from run to run."""

    def __init__(self, bin_dir, work, poison=False):
        self.bin_dir = bin_dir
        self.faults = ["poison"] if poison else []
        self.work = work
        self.guard = threading.Lock()
        self.locks = {}

    def lock_for(self, path):
        """Two configurations of one program may want the same stock build."""
        with self.guard:
            return self.locks.setdefault(path, threading.Lock())

    def environment(self, config, level=None):
        env = dict(os.environ)
        path = [self.bin_dir, env.get("PATH", "")]
        if config.toolchain:
            path.insert(1, config.toolchain)
        env.update(PATH=":".join(path), CARGO_PROFILE_RELEASE_LTO="fat",
                   CARGO_PROFILE_RELEASE_OPT_LEVEL=level or config.level,
                   CARGO_PROFILE_RELEASE_PANIC=config.panic, CARGO_BUILD_JOBS="1",
                   RUSTFLAGS="-Awarnings", CARGO_TERM_COLOR="never")
        if level == "0":
            env.update(CARGO_PROFILE_RELEASE_LTO="false")
        env.pop("CARGO_TARGET_DIR", None)
        return env

    def folder(self, program, config, kind):
        return os.path.join(self.work, f"{program.name}-{config}-{kind}")

    def stock(self, program, package, config, level=None):
        """The outcome of plain cargo's build, from the cache where it was run before."""
        kind = f"stock-O{level}" if level else "stock"
        kind += "-" + digest_of(package)
        cached = self.folder(program, config, kind) + ".outcome"
        with self.lock_for(cached):
            return self.stock_locked(program, package, config, level, kind, cached)

    def stock_locked(self, program, package, config, level, kind, cached):
        if os.path.exists(cached):
            with open(cached, "rb") as file:
                head, trace, soft = file.read().split(b"\0")
            return Outcome(int(head), trace, soft)
        target = self.folder(program, config, kind)
        code, text = run_quietly(
            ["cargo", "build", "--release", "--target-dir", target], cwd=package,
            env=self.environment(config, level))
        if code:
            raise BuildFailed(f"stock build of {program.name} at {config}:\n{text[-4000:]}")
        outcome = execute(os.path.join(target, "release", program.binary),
                          program.arguments())
        shutil.rmtree(target)
        with open(cached + ".new", "wb") as file:
            file.write(b"\0".join([str(outcome.exit_code).encode(), outcome.trace,
                                   outcome.soft]))
        os.rename(cached + ".new", cached)
        return outcome

    def optimized(self, program, package, config, options=(), bundle=None):
        """(binary, counts) of cargo async-opt's build. The target folder stays."""
        target = self.folder(program, config, "optimized")
        env = self.environment(config)
        argv = ["cargo", "async-opt", "build", "--release", "--strict", "--target-dir", target,
                *options]
        faults = [*self.faults, "save-bundle"] if bundle else self.faults
        if bundle:
            argv.append(f"--save-bundle={bundle}")
        env["ASYNC_OPT_FAULT"] = ",".join(faults)
        code, text = run_quietly(argv, cwd=package, env=env)
        results = [path for path in
                   glob.glob(os.path.join(target, "async-opt/.async-opt/results/*.json"))
                   if not path.endswith(".futures.json")]
        if code or len(results) != 1:
            raise BuildFailed(f"optimized build of {program.name} at {config} with "
                              f"{' '.join(options)}:\n{text[-4000:]}")
        with open(results[0], encoding="utf-8") as file:
            counts = json.load(file)
        if counts["tier"] != "optimized":
            raise BuildFailed(f"{program.name} at {config}: tier {counts['tier']}\n{text}")
        return os.path.join(target, "async-opt", "release", program.binary), counts

    def replay(self, bundle, config, **settings):
        """(binary, counts) of the same link again, with other passes or fuel."""
        path = os.path.join(bundle, "link.json")
        with open(path, encoding="utf-8") as file:
            link = json.load(file)
        # Absent or null is "not given"; a list of passes that is empty runs none.
        link.update(settings)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(link, file, indent=1)
        env = self.environment(config)
        env["ASYNC_OPT"] = os.path.join(self.bin_dir, "async-opt")
        env["ASYNC_OPT_FAULT"] = ",".join(self.faults)
        code, text = run_quietly([os.path.join(bundle, "replay.sh")], env=env)
        if code:
            raise BuildFailed(f"replay of {bundle} with {settings}:\n{text[-4000:]}")
        with open(os.path.join(bundle, link["result"]), encoding="utf-8") as file:
            counts = json.load(file)
        binaries = glob.glob(os.path.join(bundle, "out", "*"))
        assert len(binaries) == 1, binaries
        return binaries[0], counts

    def remarks(self, bundle, config, options):
        """The remarks of async-opt alone on the bundle's module, as YAML documents."""
        with open(os.path.join(bundle, "link.json"), encoding="utf-8") as file:
            link = json.load(file)
        module = glob.glob(os.path.join(bundle, "inputs", "0", "*"))[0]
        out = os.path.join(bundle, "remarks.yaml")
        argv = ["async-opt", module, *options, "--remarks", out, "--libllvm", link["libllvm"]]
        if link["passes"] is not None:
            argv.append(f"--passes={link['passes']}")
        code, text = run_quietly(argv, env=self.environment(config))
        if code:
            raise BuildFailed(text)
        with open(out, encoding="utf-8", errors="replace") as file:
            return [entry.strip() for entry in file.read().split("\n...\n") if entry]

    def raw_digest(self, bundle, config):
        """Of the module after the passes on raw IR, without LLVM's own."""
        with open(os.path.join(bundle, "link.json"), encoding="utf-8") as file:
            libllvm = json.load(file)["libllvm"]
        module = glob.glob(os.path.join(bundle, "inputs", "0", "*"))[0]
        out = os.path.join(bundle, "raw.bc")
        code, text = run_quietly(["async-opt", module, "-o", out, "--libllvm", libllvm],
                                 env=self.environment(config))
        if code:
            raise BuildFailed(f"async-opt: {text}")
        with open(out, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    def rewrites(self, bundle, config, fuel):
        """The remarks of what is rewritten with so much fuel."""
        options = ["-o", os.path.join(bundle, "remarks.o"), "-O", config.level, "--fuel",
                   str(fuel)]
        return [entry for entry in self.remarks(bundle, config, options)
                if entry.startswith("--- !Passed")]

    def reasons(self, bundle, config):
        """How often each pass did something, and refused for each of its reasons."""
        counts = {}
        options = ["-o", os.path.join(bundle, "raw.bc")]
        for entry in self.remarks(bundle, config, options):
            fields = dict(re.findall(r"^(Pass|Name):\s+(\S+)", entry, re.M))
            key = f"{fields['Pass']} {fields['Name']}"
            counts[key] = counts.get(key, 0) + 1
        return counts
