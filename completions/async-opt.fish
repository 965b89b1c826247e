# fish completion for async-opt, cargo-async-opt and `cargo async-opt`.

function __async_opt_passes
	async-opt --list-passes 2>/dev/null | string trim | string replace -r ' .*' ''
end

function __async_opt_rows
	cargo-async-opt async-opt catalogue --list 2>/dev/null | string replace -r ' .*' ''
end

# async-opt
complete -c async-opt -s o -l output -r -F -d 'Where the result goes'
complete -c async-opt -s O -x -a '0 1 2 3 s z' -d "Also run LLVM's own pipelines"
complete -c async-opt -l emit -x -a 'obj bc ll' -d 'What to write'
complete -c async-opt -l passes -x -a '(__async_opt_passes)' -d 'Run exactly these passes'
complete -c async-opt -l no-pass -x -a '(__async_opt_passes)' -d 'Do not run these'
complete -c async-opt -l last -x -a '(__async_opt_passes)' -d 'Stop after this one'
complete -c async-opt -l fuel -x -d 'Make at most so many rewrites'
complete -c async-opt -l verify -d 'Check the IR after each pass'
complete -c async-opt -l remarks -r -F -d 'Write what was done and what was not, as YAML'
complete -c async-opt -l rustc -r -F -d 'Use the libLLVM of this rustc'
complete -c async-opt -l libllvm -r -F -d 'Use this libLLVM'
complete -c async-opt -l target-cpu -x -d 'Generate code for this processor'
complete -c async-opt -l llvm-args -x -d "Words for LLVM's own command line"
complete -c async-opt -l crates -r -F -d 'Where rlibs are that the input was merged from'
complete -c async-opt -l std -r -F -d 'The same of the standard library'
complete -c async-opt -l list-passes -d 'List the passes and exit'
complete -c async-opt -l instrument -d 'Put in the events of a profile'
complete -c async-opt -l stats -d 'Print counts as JSON'
complete -c async-opt -s h -l help -d 'Print help'
complete -c async-opt -s V -l version -d 'Print version'

# cargo async-opt; cargo-async-opt takes the same words.
complete -c cargo-async-opt -w 'cargo async-opt'
complete -c cargo -n __fish_use_subcommand -x -a async-opt -d 'Build with async code optimized'

function __async_opt_in_cargo
	__fish_seen_subcommand_from async-opt
end

complete -c cargo -n __async_opt_in_cargo -x -a build -d 'Compile a package and optimize what it links'
complete -c cargo -n __async_opt_in_cargo -x -a run -d 'The same, and run it'
complete -c cargo -n __async_opt_in_cargo -x -a test -d 'The same for tests'
complete -c cargo -n __async_opt_in_cargo -x -a bench -d 'The same for benchmarks'
complete -c cargo -n __async_opt_in_cargo -x -a rustc -d 'The same with extra flags for rustc'
complete -c cargo -n __async_opt_in_cargo -x -a install -d 'Build and install an optimized executable'
complete -c cargo -n __async_opt_in_cargo -x -a clean -d 'Remove what async-opt has built'
complete -c cargo -n __async_opt_in_cargo -x -a report -d 'Show the futures of what was built, and what was done to them'
complete -c cargo -n __async_opt_in_cargo -x -a explain -d 'Show one future, its assembly stock and optimized'
complete -c cargo -n __async_opt_in_cargo -x -a profile -d 'Count polls, suspends, time and allocations of each await'
complete -c cargo -n __async_opt_in_cargo -x -a catalogue -d 'Try known missed optimizations on this toolchain'
complete -c cargo -n __async_opt_in_cargo -x -a compare -d 'Build stock and optimized, and compare what comes out'
complete -c cargo -n __async_opt_in_cargo -x -a env -d 'Print the environment for tools that call cargo themselves'
complete -c cargo -n __async_opt_in_cargo -x -a info -d 'Show toolchain, libLLVM and what is supported'
complete -c cargo -n __async_opt_in_cargo -l passes -x -a '(__async_opt_passes)' -d 'Run exactly these passes'
complete -c cargo -n __async_opt_in_cargo -l no-pass -x -a '(__async_opt_passes)' -d 'Run all passes but these'
complete -c cargo -n __async_opt_in_cargo -l last -x -a '(__async_opt_passes)' -d 'Stop after this pass'
complete -c cargo -n __async_opt_in_cargo -l fuel -x -d 'Make at most so many rewrites'
complete -c cargo -n __async_opt_in_cargo -l verify -d 'Check the IR after each pass'
complete -c cargo -n __async_opt_in_cargo -l baseline -d 'Also measure the same link without passes'
complete -c cargo -n __async_opt_in_cargo -l save-bundle -x -a '(__fish_complete_directories)' -d 'Keep what a failing link needs'
complete -c cargo -n __async_opt_in_cargo -l strict -d 'Fail where a build would go on without async-opt'
complete -c cargo -n __async_opt_in_cargo -l plain -d 'Run plain cargo'
complete -c cargo -n __async_opt_in_cargo -l target-dir -x -a '(__fish_complete_directories)' -d 'Cargo\'s target folder'
complete -c cargo -n __async_opt_in_cargo -s q -l quiet -d 'Print no status lines'
complete -c cargo -n __async_opt_in_cargo -s h -l help -d 'Print help'
complete -c cargo -n __async_opt_in_cargo -s V -l version -d 'Print version'
complete -c cargo -n __async_opt_in_cargo -l format -x -a 'sh github json text' -d 'Output format of env and info'
complete -c cargo -n __async_opt_in_cargo -l layouts -d 'Build for a report with debug information'
complete -c cargo -n __async_opt_in_cargo -l remarks-yaml -r -F -d 'Write remarks as LLVM does'
complete -c cargo -n __async_opt_in_cargo -l list -d 'List the rows of the catalogue'
complete -c cargo -n __async_opt_in_cargo -l asm -x -a '(__async_opt_rows)' -d 'Show a row\'s assembly, stock and optimized'
complete -c cargo -n __async_opt_in_cargo -l level -x -d 'The opt-levels of the catalogue'
complete -c cargo -n __async_opt_in_cargo -l check -d 'Only compare what pattern and ideal do'
complete -c cargo -n __async_opt_in_cargo -l no-check -d 'Only measure'
complete -c cargo -n __async_opt_in_cargo -l message-format -x -a 'human json markdown' -d 'Output format of catalogue, compare and profile'
complete -c cargo -n __async_opt_in_cargo -l rows -x -d 'Rows of a comparison\'s tables'
complete -c cargo -n __async_opt_in_cargo -l sort -x -d 'Sort a report or a profile by this column'
complete -c cargo -n __async_opt_in_cargo -l filter -x -d 'Only futures whose name or file has this in it'
complete -c cargo -n __async_opt_in_cargo -l limit -x -d 'At most so many futures'
complete -c cargo -n __async_opt_in_cargo -l folded -r -F -d 'Write stacks of futures for a flame graph'
complete -c cargo -n __async_opt_in_cargo -l trace -r -F -d 'Write each poll for a trace viewer'
complete -c cargo -n __async_opt_in_cargo -l html -r -F -d 'Write a profile or a comparison as a page'
complete -c cargo -n __async_opt_in_cargo -l keep -x -a '(__fish_complete_directories)' -d 'Keep the profile files'
complete -c cargo -n __async_opt_in_cargo -l read -r -F -d 'Only show a profile file'
complete -c cargo -n __async_opt_in_cargo -s r -l release -d 'The release profile'
complete -c cargo -n __async_opt_in_cargo -l profile -x -d 'A profile'
complete -c cargo -n __async_opt_in_cargo -s p -l package -x -d 'A package of the workspace'
complete -c cargo -n __async_opt_in_cargo -l target -x -d 'A target triple'
