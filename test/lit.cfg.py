# lit's configuration for test/opt and test/coro. `./x test ir` runs them all; one alone:
#
#   lit-22 -v -Dbin_dir=$PWD/build test/opt/state-set/rewrites.ll
#
# Substitutions: %async-opt (with --verify: IR and model are checked after each pass), FileCheck, not, split-file, count, llvm-* (all of LLVM 22).
import os
import shutil

import lit.formats

config.name = "async-opt"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".ll"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)

root = os.path.dirname(config.test_source_root)
bin_dir = lit_config.params.get("bin_dir", os.path.join(root, "build"))
config.test_exec_root = lit_config.params.get(
    "exec_root", os.path.join(root, "build", "scratch", "ir")
)

async_opt = os.path.join(bin_dir, "async-opt")
if not os.access(async_opt, os.X_OK):
    lit_config.fatal("no %s; run ./x build" % async_opt)
config.substitutions.append(("%async-opt", async_opt + " --verify"))

for name in ["HOME", "RUSTUP_HOME", "CARGO_HOME", "RUSTUP_TOOLCHAIN", "RUSTC", "AO_DEBUG"]:
    if name in os.environ:
        config.environment[name] = os.environ[name]

llvm_bin = None
found = shutil.which("FileCheck-22")
if found:
    llvm_bin = os.path.dirname(os.path.realpath(found))
if not llvm_bin or not os.access(os.path.join(llvm_bin, "not"), os.X_OK):
    lit_config.fatal("no LLVM 22 tools; run ./x setup test")
config.environment["PATH"] = llvm_bin + os.pathsep + os.environ.get("PATH", "")
