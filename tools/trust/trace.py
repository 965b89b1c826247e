"""Where two outcomes differ."""

import difflib


def heading_of(lines, at):
    """The case that line `at` belongs to: generated programs begin each with '=='."""
    for i in range(min(at, len(lines) - 1), -1, -1):
        if lines[i].startswith("== "):
            return lines[i]
    return ""


def difference(stock, other):
    """None where they agree, else a dictionary that says where they first do not."""
    if stock.exit_code == other.exit_code and stock.trace == other.trace:
        return None
    a = stock.trace.decode(errors="replace").splitlines()
    b = other.trace.decode(errors="replace").splitlines()
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    low = max(0, at - 4)
    shown = list(difflib.unified_diff(a[low:at + 12], b[low:at + 12], "stock", "optimized",
                                      lineterm="", n=4))
    return {"case": heading_of(a, at), "line": at + 1, "exit_codes":
            [stock.exit_code, other.exit_code], "diff": shown[:40]}


def roots_that_differ(stock, other):
    """The numbers of the generated futures whose cases differ; all later ones after a crash."""
    def cases(outcome):
        found = {}
        for part in outcome.trace.decode(errors="replace").split("\n== ")[0:]:
            head = part.removeprefix("== ").split("\n", 1)[0].split(" ")
            found.setdefault(head[0], []).append(part)
        return found
    ours, theirs = cases(other), cases(stock)
    return [int(root) for root in theirs
            if root.isdigit() and theirs[root] != ours.get(root)]
