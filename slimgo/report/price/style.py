"""How the page looks, in light and dark, and what makes its table sortable."""

from __future__ import annotations

from collections.abc import Sequence

# 4.5:1 and more against the page's background, each in its own mode (WCAG 2.2, 1.4.3)
_LIGHT = (
    *("#4d4d4d", "#0b5cad", "#b3261e", "#1a7037", "#8a4b00", "#6d3fb0", "#a3246f", "#00646e"),
)
_DARK = (*("#c4c4c4", "#7ab7ff", "#ff9d94", "#77d694", "#f0b26a", "#c6a6ff", "#ff95cf", "#6fd3de"),)


# in the order of PARTS; neighbours differ in lightness, too
_LIGHT_PARTS = ("#0b5cad", "#8fc1f0", "#1a7037", "#f0b26a", "#8a4b00", "#6d3fb0", "#a8a8a8")
_DARK_PARTS = ("#3d8be0", "#b9dcff", "#4aa36a", "#f2c48f", "#b3702a", "#a98be8", "#7d7d7d")


def _colours(palette: Sequence[str], letter: str = "v") -> str:
    return "".join(f"--{letter}{index}:{colour};" for index, colour in enumerate(palette))


_SHAPES = "".join(
    f".v{index}{{stroke:var(--v{index})}}.point.v{index}{{fill:var(--v{index})}}"
    for index in range(len(_LIGHT))
)

_COLOURS = (
    ":root{color-scheme:light dark;--back:#fff;--text:#1c1c1c;--faint:#5f5f5f;--line:#d9d9d9;"
    f"--pull:#1c1c1c;--link:#0b5cad;{_colours(_LIGHT)}{_colours(_LIGHT_PARTS, 'p')}}}"
    "@media (prefers-color-scheme:dark){:root{--back:#161616;--text:#ececec;--faint:#a8a8a8;"
    f"--line:#3d3d3d;--pull:#ececec;--link:#7ab7ff;{_colours(_DARK)}"
    f"{_colours(_DARK_PARTS, 'p')}}}}}"
)

_PLOTS = (
    """
svg{font:12px system-ui,sans-serif}
.label,.title{fill:var(--text)}
.title{font-weight:bold}
.grid{stroke:var(--line)}
.axis,.tick{stroke:var(--faint)}
.part{stroke:var(--back);stroke-width:.5}
.pull{fill:var(--pull)}
.told{fill:none;stroke:var(--faint);stroke-dasharray:3 3}
.frontier{fill:none;stroke:var(--faint);stroke-dasharray:4 4}
.curve{fill:none;stroke-width:2}
.repeat{stroke-opacity:.55}
.median{stroke:var(--text);stroke-width:3}
"""
    + _SHAPES
    + "".join(f".p{index}{{fill:var(--p{index})}}" for index in range(len(_LIGHT_PARTS)))
)

PICTURE_STYLE = f"{_COLOURS}{_PLOTS}"
"""Of a plot in a file of its own."""

STYLE = (
    _COLOURS
    + """
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.2rem;margin:2rem 0 .5rem}
h3{font-size:1rem;margin:1rem 0 0}
.from{color:var(--faint);margin:0}
.wide{overflow-x:auto}
.wide>svg{display:block;width:100%;min-width:34rem;max-width:56rem;height:auto}
table{overflow-wrap:normal;border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--faint)}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;
white-space:nowrap}
thead th{white-space:normal;min-width:5rem;vertical-align:bottom}
th:first-child,td:last-child,th:last-child{text-align:left}
td:last-child{white-space:normal;min-width:27rem}
th button{font:inherit;font-weight:bold;color:var(--link);background:none;border:0;padding:0;
text-align:inherit;cursor:pointer}
td small{display:block;color:var(--faint);font-size:.8125rem}
pre{overflow-x:auto;border:1px solid var(--line);padding:.5rem;font-size:.8125rem}
"""
    + _PLOTS
)
"""Of the whole page."""

SORTING = """
for (const table of document.querySelectorAll("table")) {
  const rows = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const value = (row) => {
        const cell = row.cells[column];
        if (!cell) return "";
        return cell.dataset.value ? Number(cell.dataset.value) : cell.textContent;
      };
      const order = (one, other) =>
        typeof one === "number" && typeof other === "number"
          ? one - other : String(one).localeCompare(String(other));
      const sorted = [...rows.rows].sort((one, other) => order(value(one), value(other)));
      rows.append(...(up ? sorted : sorted.reverse()));
    });
  });
}
"""
