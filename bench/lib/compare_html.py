"""The page of `cargo async-opt compare --html FILE`: one file that needs no network."""

import json
import pathlib

import measuring as m

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATE = HERE / "compare.html"

# Chart.js (MIT): installed with async-opt, or Debian's package libjs-chart.js.
CHARTS = (
    HERE / "chart.min.js",
    pathlib.Path("/usr/share/javascript/chart.js/chart.min.js"),
)


def page(comparison):
    charts = next((file for file in CHARTS if file.is_file()), None)
    if not charts:
        raise m.Failed("--html needs Chart.js: install Debian's libjs-chart.js")
    # "</" would end the script that the data is in.
    data = json.dumps(comparison).replace("</", "<\\/")
    text = TEMPLATE.read_text()
    return text.replace("/*CHARTS*/", charts.read_text()).replace("/*DATA*/", data)
