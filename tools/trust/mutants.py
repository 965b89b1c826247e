"""Wrong versions of the optimizer: each breaks one check."""

import os
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    name: str
    file: str  # from the project's root
    line: int
    before: str
    after: str
    breaks: str  # what it breaks, in words


def reasons_ignored(root):
    """One for each place in a pass that answers with a reason."""
    folder = os.path.join(root, "src", "opt", "passes")
    for name in sorted(os.listdir(folder)):
        path = os.path.join("src", "opt", "passes", name)
        if not name.endswith(".c"):
            continue
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        for found in re.finditer(r"^\t+(return\b[^;]*|why = [^;]*);", text, re.M):
            for reason in re.finditer(r"\bR_([A-Z][A-Z0-9_]*)\b", found[0]):
                if reason[1] in ("NONE", "COUNT"):
                    continue
                yield ignored(path, text, found, reason)


def ignored(path, text, found, reason):
    """The statement without this reason: no answer where it was all, else "go on"."""
    alone = re.fullmatch(r"\t+return R_\w+;", found[0])
    at = found.start() + reason.start()
    if alone:
        before, after = found[0], found[0].replace(f"return {reason[0]}", "")
        span = (found.start(), found.end())
    else:
        before, after, span = reason[0], "R_NONE", (at, at + len(reason[0]))
    line = text.count("\n", 0, at) + 1
    stem = os.path.basename(path).removesuffix(".c").replace("_", "-")
    return Mutant(f"{stem}:{reason[1]}:{line}", path, line,
                  text, text[:span[0]] + after + text[span[1]:],
                  f"the reason {reason[1]} is not given")


def written_down(root):
    """
    Those of tools/trust/wrong.txt: paragraphs of

        NAME: what it breaks
        FILE
        - a line of the file, as it is
        + a line in its place
    """
    with open(os.path.join(root, "tools", "trust", "wrong.txt"), encoding="utf-8") as file:
        paragraphs = re.split(r"\n\n+", file.read().strip())
    stale = []
    for paragraph in paragraphs:
        lines = [line for line in paragraph.split("\n") if not line.startswith("#")]
        if not lines:
            continue
        name, _, breaks = lines[0].partition(": ")
        with open(os.path.join(root, lines[1]), encoding="utf-8") as file:
            text = file.read()
        before = "".join(line[1:] + "\n" for line in lines[2:] if line[0] == "-")
        after = "".join(line[1:] + "\n" for line in lines[2:] if line[0] == "+")
        pattern = r"\s+".join(re.escape(word) for word in before.split())
        places = list(re.finditer(pattern, text))
        if len(places) != 1:
            stale.append(f"wrong.txt: {name}: its lines occur {len(places)} times in {lines[1]}")
            continue
        place = places[0]
        yield Mutant(name, lines[1], text.count("\n", 0, place.start()) + 1, text,
                     text[:place.start()] + after.strip() + text[place.end():], breaks)
    if stale:
        raise SystemExit("\n".join(stale))
