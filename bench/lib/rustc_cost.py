#!/usr/bin/python3 -IS
"""A RUSTC_WRAPPER: what compiling and linking one crate costs, in a file.

BENCH_COST_CRATE names the crate, BENCH_COST_FILE the file: {"cpu_s": CPU seconds of rustc and
of what it started, "rss_kib": the largest of these processes}. Other crates are none of its
business.
"""

import json
import os
import sys

command = sys.argv[1:]
crate = ["--crate-name", os.environ["BENCH_COST_CRATE"]]
if crate not in [command[i : i + 2] for i in range(len(command))]:
    os.execvp(command[0], command)
child = os.posix_spawnp(command[0], command, os.environ)
_, status, used = os.wait4(child, 0)
with open(os.environ["BENCH_COST_FILE"], "w", encoding="utf-8") as file:
    json.dump({"cpu_s": used.ru_utime + used.ru_stime, "rss_kib": used.ru_maxrss}, file)
sys.exit(os.waitstatus_to_exitcode(status))
