"""Fewer futures, fewer statements, the same kind of difference."""


def halves(things, test):
    """
    A smaller list that still passes test(list): pieces are left out, halves first, then
    smaller ones, until no single piece can go (Zeller's ddmin, without its complements).
    """
    size = max(1, len(things) // 2)
    while things:
        at = 0
        while at < len(things):
            fewer = things[:at] + things[at + size:]
            if test(fewer):
                things = fewer
            else:
                at += size
        if size == 1:
            break
        size = max(1, size // 2)
    return things


def reduce(program, roots, scratch, differs, say):
    """The smallest program found for which differs(program)."""
    for root in roots[:8]:
        if differs(program.without(only=[root])):
            roots = [root]
            break
    else:
        roots = halves(roots, lambda fewer: bool(fewer) and
                       differs(program.without(only=fewer)))
    program = program.without(only=roots)
    say(f"futures: {','.join(map(str, roots))}")
    parts = program.parts(scratch)
    dropped = list(program.drop)

    def works_without(kept):
        return differs(program.without(drop=dropped + [p for p in parts if p not in kept]))

    kept = halves(list(reversed(parts)), works_without)
    program = program.without(drop=dropped + [p for p in parts if p not in kept])
    say(f"parts: {len(kept)} of {len(parts)} stay")
    return program
