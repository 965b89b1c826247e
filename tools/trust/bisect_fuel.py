"""From a difference to the one rewrite that makes it."""

import os
import shutil

from build import execute
from trace import difference


def bisect(builder, program, package, config, passes, stock, keep, say):
    """
    A dictionary with the number of the first rewrite that is wrong, its remark and the bundle
    (whose link.json holds that fuel); None where the replayed link does not differ.
    """
    shutil.rmtree(keep, ignore_errors=True)
    os.makedirs(keep)
    options = [] if passes is None else [f"--passes={passes}"]
    # With an option that was not there before, so that the link is made again.
    builder.optimized(program, package, config, [*options, "--fuel=1000000"], bundle=keep)
    bundle = os.path.join(keep, sorted(os.listdir(keep))[0])

    def differs(fuel):
        binary, counts = builder.replay(bundle, config, fuel=fuel, passes=passes)
        found = difference(stock, execute(binary, program.arguments()))
        say(f"fuel {fuel}: {counts['rewrites']} rewrites, {'differs' if found else 'same'}")
        return found, counts["rewrites"]

    found, rewrites = differs(1000000)
    if not found:
        return None
    if differs(0)[0]:
        return {"rewrite": 0, "remark": "differs without any rewrite", "bundle": bundle}
    good, bad = 0, rewrites
    while bad - good > 1:
        middle = (good + bad) // 2
        if differs(middle)[0]:
            bad = middle
        else:
            good = middle
    found, _ = differs(bad)
    before = builder.rewrites(bundle, config, bad - 1)
    after = builder.rewrites(bundle, config, bad)
    new = [remark for remark in after if remark not in before] or after[-1:]
    return {"rewrite": bad, "of": rewrites, "remark": new[0] if new else "no remark",
            "difference": found, "bundle": bundle}
