#!/usr/bin/env python3
"""The crates that a twin calls no-std build without std, both ways.

For a target without std, where rustc has its core. Else from the sources: the crate and each
crate that it is linked with must say no_std.
"""

import json
import os
import pathlib
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = "thumbv7em-none-eabihf"
CARGO = os.environ.get("CARGO", "cargo")


def cargo(*words):
    done = subprocess.run([CARGO, *words], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stderr}\nexit code {done.returncode} from cargo {' '.join(map(str, words))}")
    return done.stdout


def has_target():
    command = ["rustc", "--print", "target-libdir", "--target", TARGET]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode == 0 and any(pathlib.Path(done.stdout.strip()).glob("libcore-*"))


def linked(manifest, crate):
    """(name, root source file) of the crate and of all that it is linked with."""
    meta = json.loads(cargo("metadata", "--locked", "--format-version=1", "--manifest-path", manifest))
    packages = {package["id"]: package for package in meta["packages"]}
    nodes = {node["id"]: node for node in meta["resolve"]["nodes"]}
    left = [id for id in meta["workspace_members"] if packages[id]["name"] == crate]
    seen = set()
    while left:
        id = left.pop()
        libraries = [t for t in packages[id]["targets"] if "lib" in t["kind"]]
        if id in seen or not libraries:
            continue  # a procedural macro is the host's
        seen.add(id)
        yield packages[id]["name"], pathlib.Path(libraries[0]["src_path"])
        for dependency in nodes[id]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                left.append(dependency["pkg"])


def main():
    target = has_target()
    bad = 0
    for manifest in sorted((ROOT / "bench" / "twins").glob("*/Cargo.toml")):
        about = tomllib.loads(manifest.read_text()).get("workspace", {}).get("metadata", {})
        for crate in about.get("twin", {}).get("no-std", []):
            for name, source in linked(manifest, crate):
                if "no_std" not in source.read_text():
                    print(f"{manifest.parent.name}: {name} does not say no_std")
                    bad += 1
            if target:
                folder = pathlib.Path(os.environ["SCRATCH"]) / "target"
                for features in ([], ["--features=blocking"]):
                    words = ["check", "--locked", f"--target={TARGET}", f"--target-dir={folder}"]
                    cargo(*words, f"--manifest-path={manifest}", "--package", crate, *features)
    print(f"{TARGET}: " + ("checked" if target else "not installed, only the sources were read"))
    return 1 if bad else 0


sys.exit(main())
