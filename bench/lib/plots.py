#!/usr/bin/env python3
"""Draws docs/results/*.svg from the tables of docs/results/*.md, with gnuplot.

    bench/lib/plots.py            draws them all
    bench/lib/plots.py --check    says which are not of the tables that are there now

Each picture ends in a comment with a digest of the figures it shows.
"""

import hashlib
import math
import pathlib
import re
import subprocess
import sys
import tempfile

RESULTS = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "results"

# Okabe and Ito's colours, which colour-blind people can tell apart.
STOCK, OURS, IDEAL = "#999999", "#0072b2", "#009e73"
HEAD = """
set terminal svg size {width},{height} font "Helvetica,13" background "white"
set border 3 lc rgb "#444444"
set tics nomirror
set grid ytics lc rgb "#dddddd" lt 1
set key outside top center horizontal samplen 1.5
set style fill solid border -1
set style data histograms
set style histogram clustered gap 1.2
set boxwidth 0.9 relative
"""


def tables(page):
    """{heading: {first cell: the other cells}} of a page in docs/results."""
    found, heading = {}, ""
    for line in (RESULTS / page).read_text().splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("|") and not line.startswith("| -"):
            first, *others = (cell.strip() for cell in line.strip("|").split("|"))
            found.setdefault(heading, {})[first] = others
    return found


def number(cell):
    return float(re.sub(r"[^0-9.+-]", "", cell))


def quoted(text):
    return '"' + text.replace('"', "").replace("_", "\\\\_") + '"'


def histogram(rows):
    """gnuplot's inline data: a row for each group of bars."""
    lines = [" ".join([quoted(name), *(f"{value:g}" for value in values)]) for name, values in rows]
    return "$data << END\n" + "\n".join(lines) + "\nEND\n"


def bars(columns, colours):
    first, *others = [
        f"using {i + 2}:xtic(1) title {quoted(name)} lc rgb {quoted(colours[i])}"
        for i, name in enumerate(columns)
    ]
    return "plot $data " + first + "".join(f", '' {other}" for other in others) + "\n"


# --- the pictures: each answers the figures that it shows, and how they are drawn -------


def tax():
    """What async costs beside blocking, over the twins: by level, and program by program."""
    found = tables("twins.md")
    means = next(t for name, t in found.items() if name.startswith("The async tax"))
    columns, drawn, shown = ("stock", "async-opt"), "", []

    def panel(title, rows):
        shown.append(rows)
        return (
            histogram(rows)
            + f"set title {quoted(title)}\nset yrange [0:*]\n"
            + f"set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead lc rgb '{IDEAL}' lw 2 front\n"
            + "set label 1 'blocking' at graph 1.01, first 1 tc rgb "
            + f"'{IDEAL}' front\n"
            + bars(columns, (STOCK, OURS))
        )

    drawn += "set ylabel 'times the blocking program'\nset xtics norotate\n"
    for title, at in (("text, mean of the programs", 0), ("instructions, mean of the programs", 2)):
        rows = [
            (level.replace(" ", "\\n"), [number(cells[at]), number(cells[at + 1])])
            for level, cells in means.items()
            if level
        ]
        drawn += panel(title, rows)
    drawn += "unset key\nset xtics rotate by -20\n"
    for heading, level, title in (
        ("Text of the program's own crates", "Oz abort", "text, Oz abort"),
        ("Instructions per session", "O3 unwind", "instructions, O3 unwind"),
    ):
        table = next(t for name, t in found.items() if name.startswith(heading))
        rows = [
            (name.partition(",")[0], [number(cells[3]), number(cells[4])])
            for name, cells in table.items()
            if name.endswith(level)
        ]
        drawn += panel(title, rows)
    head = HEAD.format(width=900, height=700) + "set rmargin 9\n"
    return shown, head + "set multiplot layout 2,2\n" + drawn


def resume():
    """Instructions to resume the innermost of some nested futures."""
    table = tables("catalogue.md")["Instructions per operation"]
    depths = (1, 5, 20)
    columns = (("stock", 0, STOCK), ("async-opt", 3, OURS), ("by hand", 6, IDEAL))
    rows = [[d, *(number(table[f"resume-depth-{d}/dyn"][i]) for _, i, _ in columns)] for d in depths]
    lines = "\n".join(" ".join(f"{value:g}" for value in row) for row in rows)
    plots = ", ".join(
        f"$data using 1:{i + 2} with linespoints pt 7 lw 2 lc rgb '{colour}' title '{name}'"
        for i, (name, _, colour) in enumerate(columns)
    )
    text = (
        HEAD.format(width=440, height=320)
        + f"$data << END\n{lines}\nEND\nset key inside top left vertical\nset xlabel 'async fns deep'\n"
        + "set ylabel 'instructions per resume'\nset yrange [0:*]\nset xtics (1, 5, 10, 15, 20)\n"
        + f"plot {plots}\n"
    )
    return rows, text


def patterns():
    """Each pattern's instructions beside its ideal's, before and after."""
    table = tables("catalogue.md")["Instructions per operation"]
    rows = []
    for name, cells in table.items():
        if name != "row":
            stock, ours, ideal = (number(cells[i]) for i in (0, 3, 6))
            rows.append((name.replace("/dyn", ""), stock / ideal, ours / ideal))
    rows.sort(key=lambda row: row[2])
    lines = "\n".join(f"{quoted(n)} {i} {a:.4g} {b:.4g}" for i, (n, a, b) in enumerate(rows))
    text = (
        HEAD.format(width=700, height=90 + 15 * len(rows))
        + f"$data << END\n{lines}\nEND\nset grid xtics noytics lc rgb '#dddddd' lt 1\n"
        + "set logscale x 2\nset xlabel 'instructions, times the ideal by hand, opt-level 3'\n"
        + f"set yrange [-1:{len(rows)}]\nset xrange [0.7:*]\nset key outside top center horizontal\n"
        + "set ytics font ',10'\n"
        + f"plot $data using 3:2:($4-$3):(0):ytic(1) with vectors nohead lw 2 lc rgb '#bbbbbb' notitle,"
        + f" $data using 3:2 with points pt 6 ps 0.6 lc rgb '{STOCK}' title 'stock',"
        + f" $data using 4:2 with points pt 7 ps 0.6 lc rgb '{OURS}' title 'async-opt'\n"
    )
    return rows, text


def saved(page, heading, columns, rows, ylabel):
    """Bars of what is saved, in percent of stock; rows: (label, [percent])."""
    text = (
        HEAD.format(width=900, height=380)
        + histogram(rows)
        + f"set ylabel {quoted(ylabel)}\nset xtics rotate by -25\nset rmargin 8\n"
        + "set xzeroaxis lt 1 lc rgb '#444444'\n"
        + bars(columns, (OURS, "#56b4e9", IDEAL))
    )
    return (page, heading, rows), text


def flash():
    table = tables("embedded.md")["Images"]
    images = {}
    for name, cells in table.items():
        if name:
            image, target, level = name.split(", ")
            chip = " " in image and not target.startswith("wasm")
            short = image if chip else f"{image} {target.partition('-')[0]}"
            images.setdefault(short, {})[level] = -number(cells[2])
    rows = [(i, [levels.get(level, math.nan) for level in ("z", "s")]) for i, levels in images.items()]
    columns = ("opt-level z", "opt-level s")
    return saved("embedded.md", "flash", columns, rows, "flash saved, % of stock")


def real():
    table = tables("real.md")["Instructions per request"]
    programs = {}
    for name, cells in table.items():
        if name:
            program, level = name.split(", ")
            programs.setdefault(program, {})[level] = -number(cells[2])
    rows = [(name, [levels.get("O3", 0), levels.get("Oz", 0)]) for name, levels in programs.items()]
    columns = ("opt-level 3", "opt-level z")
    return saved("real.md", "instructions", columns, rows, "instructions saved, % of stock")


PICTURES = {"tax": tax, "resume": resume, "patterns": patterns, "flash": flash, "real": real}


def digest(shown):
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def draw(name, shown, text):
    with tempfile.NamedTemporaryFile("w", suffix=".gp") as script:
        script.write(text)
        script.flush()
        done = subprocess.run(["gnuplot", script.name], capture_output=True, text=True, check=False)
    if done.returncode or "<svg" not in done.stdout:
        sys.exit(f"gnuplot failed for {name}: {done.stderr}")
    (RESULTS / f"{name}.svg").write_text(f"{done.stdout}<!-- figures {digest(shown)} -->\n")


def main():
    stale = []
    for name, picture in PICTURES.items():
        shown, text = picture()
        path = RESULTS / f"{name}.svg"
        if "--check" not in sys.argv:
            draw(name, shown, text)
        elif not path.exists() or f"<!-- figures {digest(shown)} -->" not in path.read_text():
            stale.append(path.name)
    for name in stale:
        print(f"docs/results/{name} is not of the tables beside it: bench/lib/plots.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
