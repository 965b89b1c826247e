"""The page of `cargo async-opt compare --html FILE`: one file that needs no network."""

import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATE = HERE / "compare.html"

# Chart.js of npm (MIT), as it is published: a page has it inside.
CHARTS = HERE / "chart.umd.min.js"


def page(comparison):
    charts = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", CHARTS.read_text())
    # "</" would end the script that the data is in.
    data = json.dumps(comparison).replace("</", "<\\/")
    return TEMPLATE.read_text().replace("/*CHARTS*/", charts).replace("/*DATA*/", data)
