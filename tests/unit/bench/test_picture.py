from __future__ import annotations

import re

from bench.packers.picture import picture
from bench.packers.values import Curve

TALL = Curve(file="big, upx -9", seconds=(0.001, 0.1, 0.34), resident=(0, 50_000_000, 104_000_000))
WIDE = Curve(file="big, gopack", seconds=(0.001, 0.2), resident=(1_000_000, 118_000_000))


def test_each_line_is_named_by_its_packer_and_stays_within_the_picture() -> None:
    drawn = picture((TALL, WIDE))
    lines = re.findall(r'points="([^"]*)"', drawn)
    assert len(lines) == 2
    for line in lines:
        for point in line.split():
            across, down = map(float, point.split(","))
            assert 0 <= across <= 720
            assert 0 <= down <= 300
    words = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert {"upx -9", "gopack", "120 MB", "350 ms"} <= set(words)


def test_more_memory_is_higher_and_later_is_further_to_the_right() -> None:
    points = re.findall(r'points="([^"]*)"', picture((TALL, WIDE)))[0].split()
    places = [tuple(map(float, point.split(","))) for point in points]
    assert places == sorted(places)
    assert [down for _, down in places] == sorted((down for _, down in places), reverse=True)
