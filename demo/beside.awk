# Two texts side by side, or one below the other where the terminal is too narrow for that.
#
#	awk -v left=TITLE -v right=TITLE -v width=COLUMNS -v colour=0|1 -f beside.awk FILE FILE
#
# A column is at most 56 characters wide, or -v most=N; what is longer is cut, and says so with
# "..". With -v stacked=1 they are one below the other in any case.

function fit(s, room)
{
	gsub(/\t/, "    ", s)
	if (length(s) > room)
		s = substr(s, 1, room - 2) ".."
	return sprintf("%-" room "s", s)
}

function paint(s, code)
{
	return colour ? "\033[" code "m" s "\033[0m" : s
}

function tint(s)
{
	if (s ~ /^ *\.L[0-9]+:/)
		return paint(s, "2")
	if (s ~ /^ *(call|ud2)/)
		return paint(s, "31")
	if (s ~ /^ *;/)
		return paint(s, "36")
	if (s ~ /^ *ret/)
		return paint(s, "32")
	return s
}

function put(s)
{
	sub(/ +$/, "", s)
	print s
}

FNR == 1 {
	file++
}

{
	line[file, FNR] = $0
	lines[file] = FNR
}

END {
	room = int((width - 4) / 2)
	if (room > (most ? most : 56))
		room = most ? most : 56
	title[1] = left
	title[2] = right
	for (i = 1; i <= 2; i++) {
		rule[i] = title[i]
		gsub(/./, "-", rule[i])
	}
	if (stacked || room < 40) {
		for (i = 1; i <= 2; i++) {
			put(paint(title[i], "1"))
			put(rule[i])
			for (n = 1; n <= lines[i]; n++)
				put(tint(fit(line[i, n], width > 20 ? width : 20)))
			print ""
		}
		exit
	}
	put(paint(fit(title[1], room), "1") "    " paint(title[2], "1"))
	put(fit(rule[1], room) "    " rule[2])
	most = lines[1] > lines[2] ? lines[1] : lines[2]
	for (n = 1; n <= most; n++)
		put(tint(fit(line[1, n], room)) "    " tint(fit(line[2, n], room)))
}
