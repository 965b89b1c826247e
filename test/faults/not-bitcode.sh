#!/bin/sh
# Objects that are not bitcode: there is nothing for us to read, so plain rustc builds.
. test/link/shim.sh

# A rustc that ignores the flag that asks for bitcode.
cat >"$scratch_dir/rustc" <<'END'
#!/bin/sh
for word do
	shift
	case $word in
	-Clinker-plugin-lto | -Cno-prepopulate-passes) ;;
	*) set -- "$@" "$word" ;;
	esac
done
END
echo "exec '$(command -v "$rustc")' \"\$@\"" >>"$scratch_dir/rustc"
chmod +x "$scratch_dir/rustc"
rustc=$scratch_dir/rustc

dir=$scratch_dir/dir
ours "$dir" "$source_dir/hello.rs"
expect_tier "$dir" plain-rustc
expect_warning "$dir" 'the linker was given no bitcode'
expect_output "$dir" 'hello from 3 threads: [0, 1, 2]'
expect_no_temp "$dir"

strict=true
if ours "$dir" "$source_dir/hello.rs" 2>"$dir.err"; then
	fail '--strict succeeded'
fi
grep -q 'error: async-opt: app could not be optimized: the linker was given no bitcode' \
	"$dir.err" || fail "$(cat "$dir.err")"
