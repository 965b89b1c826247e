# One function out of `objdump -d -C -M intel --no-show-raw-insn`, without addresses.
#
#	awk -v want=NAME -f listing.awk
#
# NAME is the demangled name; {closure} stands for both forms a closure's name can take. Jumps
# get labels, calls keep their names, what is beside the function in memory reads [rip+..], and
# the padding behind it is dropped. Every function of that name is printed; exit 1 if none is.
# With -v lines=1 and objdump's -l, "; FILE:LINE" stands before what comes from there.

function flush_function(	i, last)
{
	last = count
	while (last > 0 && text[last] ~ /^(int3|nop|cs +nop|data16|xchg +ax,ax)/)
		last--
	for (i = 1; i <= last; i++) {
		if (at[i] in label)
			print ".L" label[at[i]] ":"
		if (place[i] != "" && place[i] != last_place)
			print "\t; " place[i]
		last_place = place[i]
		if (target[i] != "" && target[i] in label)
			text[i] = sprintf("%-7s.L%d", text[i], label[target[i]])
		else if (target[i] != "")
			text[i] = sprintf("%-7s%s", text[i], name[i])
		print "\t" text[i]
	}
	count = 0
	where = last_place = ""
	split("", label)
}

# A call's target without its arguments' paths: what people call it.
function short_name(s)
{
	sub(/@plt$/, "", s)
	sub(/^core::panicking::panic_const::/, "", s)
	return s
}

function is_wanted(s)
{
	gsub(/\{\{closure\}\}|\{closure#[0-9]+\}/, "{closure}", s)
	sub(/ \[clone .*$/, "", s)
	sub(/\.llvm\.[0-9]+$/, "", s)
	return s == want
}

/^[0-9a-f]+ <.*>:$/ {
	line = $0
	sub(/^[0-9a-f]+ </, "", line)
	sub(/>:$/, "", line)
	if (inside)
		flush_function()
	inside = is_wanted(line)
	if (inside) {
		self = line
		found++
		labels = 0
	}
	next
}

inside && lines && /^[^ \t].*:[0-9]+( \(discriminator [0-9]+\))?$/ {
	where = $0
	sub(/ \(discriminator [0-9]+\)$/, "", where)
	next
}

inside && /^ *[0-9a-f]+:\t/ {
	count++
	place[count] = where
	at[count] = $0
	sub(/^ */, "", at[count])
	sub(/:.*/, "", at[count])
	insn = $0
	sub(/^ *[0-9a-f]+:\t/, "", insn)
	sub(/ +# .*$/, "", insn)
	sub(/ +$/, "", insn)
	gsub(/\[rip\+0x[0-9a-f]+\]/, "[rip+..]", insn)
	target[count] = ""
	if (insn ~ /^(j[a-z]+|call|bnd jmp|notrack jmp) +[0-9a-f]+ </) {
		split(insn, part, / +/)
		target[count] = part[2]
		name[count] = insn
		sub(/^[^<]*</, "", name[count])
		sub(/>$/, "", name[count])
		offset = name[count]
		sub(/\+0x[0-9a-f]+$/, "", offset)
		if (offset == self && part[1] != "call") {
			if (!(part[2] in label))
				label[part[2]] = ++labels
		} else {
			name[count] = short_name(name[count])
		}
		text[count] = part[1]
	} else {
		mnemonic = insn
		sub(/ .*/, "", mnemonic)
		operands = insn
		sub(/^[^ ]+ */, "", operands)
		text[count] = operands == "" ? mnemonic : sprintf("%-7s%s", mnemonic, operands)
	}
}

END {
	if (inside)
		flush_function()
	exit !found
}
