"""What is found of UPX, word for word: as the evidence was, and spoiled."""

from __future__ import annotations

from article.claims.catalogue import LZMA, PACKED, PLAIN, SMALL
from slimgo.values.binary import BuildInfo
from tests.unit.article.claims.judges.spoil import (
    Row,
    all_efforts,
    as_found,
    both,
    facts,
    heard,
    pulled,
    taken,
)

INFO = BuildInfo(go_version="go1.27.3", settings=())
MORE, LESS = "packed private memory", "unpacked private memory"

ROWS = (
    Row("best level", as_found,
        "wrong: against -9: -9 --lzma −21.3 %, --best −0.7 %, --brute −21.3 % "
        "-> levels go up to --best, and lzma is another method; measured once, they took "
        "-9 7 s, -9 --lzma 6 s, --best 122 s, --brute 256 s "
        "[--lzma −21.3 % now; the record is of a program of 5820576 B]"),
    Row("best level", facts(LZMA, size_bytes=2_389_280), "holds: nothing packs closer -> measured"),
    Row("best level", all_efforts(2_389_280), "holds: nothing packs closer -> measured"),
    Row("upx ratio", as_found,
        "no longer: 5.8 → 2.4 MB, 41 % "
        "-> today's Go programs are larger, and pack a little less well "
        "[5820576 → 2389280, 41.05 %]"),
    Row("upx ratio", facts(PACKED, size_bytes=2_199_000),
        "holds: 5.8 → 2.2 MB, 38 % "
        "-> today's Go programs are larger, and pack a little less well "
        "[5820576 → 2199000, 37.78 %]"),
    Row("upx ratio", both(facts(SMALL, size_bytes=5_750_000), facts(PACKED, size_bytes=2_350_000)),
        "no longer: 5.8 → 2.4 MB, 41 % "
        "-> today's Go programs are larger, and pack a little less well "
        "[5750000 → 2350000, 40.87 %]"),
    Row("ls", as_found,
        "wrong: 1.8M by GNU ls of a file of that size; rounded to the nearest 1.7M "
        "-> ls counts in 1,048,576 bytes: a Mac's rounds to the nearest, GNU's always up"),
    Row("ls", heard("ls", "-rw-r--r-- 1 me staff 1.7M Feb 20 19:15 article"),
        "holds: 1.7M by GNU ls of a file of that size; rounded to the nearest 1.7M "
        "-> ls counts in 1,048,576 bytes: a Mac's rounds to the nearest, GNU's always up"),
    Row("ls", heard("ls", "ls: article: No such file or directory, nor any like it"),
        "wrong: ls: article: No such file or directory,  by GNU ls of a file of that size; "
        "rounded to the nearest 1.7M "
        "-> ls counts in 1,048,576 bytes: a Mac's rounds to the nearest, GNU's always up"),
    Row("megabytes", as_found,
        "no longer: 2.4 MB, or 2.3M "
        "-> the article's 1.7M and 1.82MB are one file in two units, binary and decimal "
        "[2389280 B]"),
    Row("megabytes", facts(PACKED, size_bytes=1_821_876),
        "holds: 1.8 MB, or 1.7M "
        "-> the article's 1.7M and 1.82MB are one file in two units, binary and decimal "
        "[1821876 B]"),
    Row("megabytes", facts(PACKED, size_bytes=1_815_000),
        "holds: 1.8 MB, or 1.7M "
        "-> the article's 1.7M and 1.82MB are one file in two units, binary and decimal "
        "[1815000 B]"),
    Row("megabytes", facts(PACKED, size_bytes=1_850_000),
        "no longer: 1.9 MB, or 1.8M "
        "-> the article's 1.7M and 1.82MB are one file in two units, binary and decimal "
        "[1850000 B]"),
    Row("upx start", as_found,
        "holds: 2 to 20 times a plain start "
        "-> it unpacks itself into memory before each start "
        "[5 times a plain start; 50 ms against 10 ms to the first answer]"),
    Row("upx start", taken(PACKED, "packed start", 0.02),
        "holds: 2 to 20 times a plain start "
        "-> it unpacks itself into memory before each start "
        "[2 times a plain start; 20 ms against 10 ms to the first answer]"),
    Row("upx start", taken(PACKED, "packed start", 0.2),
        "holds: 2 to 20 times a plain start "
        "-> it unpacks itself into memory before each start "
        "[20 times a plain start; 200 ms against 10 ms to the first answer]"),
    Row("upx start", taken(PACKED, "packed start", 0.0199),
        "outside its band: 1.99 times a plain start, believed to be 2 to 20 times a plain start "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[20 ms against 10 ms to the first answer]"),
    Row("upx start", taken(PACKED, "packed start", 0.201),
        "outside its band: 20.1 times a plain start, believed to be 2 to 20 times a plain start "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[201 ms against 10 ms to the first answer]"),
    Row("upx start", taken(PACKED, "packed start"),
        "cannot be checked here: linux-amd64/small-upx9: no packed start was measured "
        "-> run it where processes can be seen"),
    Row("upx start", taken(PACKED, "unpacked start"),
        "cannot be checked here: linux-amd64/small-upx9: no unpacked start was measured "
        "-> run it where processes can be seen"),
    Row("upx start", both(taken(PACKED, "packed start", 2.0), taken(PACKED, "unpacked start", 0.6)),
        "holds: 2 to 20 times a plain start "
        "-> it unpacks itself into memory before each start "
        "[3.33 times a plain start; 2000 ms against 600 ms to the first answer]"),
    Row("lzma start", as_found,
        "holds: 4 to 60 times a plain start "
        "-> lzma unpacks more slowly: smallest is not cheapest "
        "[20 times a plain start; 200 ms against 10 ms to the first answer]"),
    Row("lzma start", taken(LZMA, "packed start", 9.0),
        "outside its band: 900 times a plain start, believed to be 4 to 60 times a plain start "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[9000 ms against 10 ms to the first answer]"),
    Row("upx memory", as_found,
        "holds: 0.5 to 4 MB more, private "
        "-> unpacked pages belong to one process; a file's are shared, and can be dropped "
        "[1.2 MB more, private; 6.80 MB against 5.60 MB]"),
    Row("upx memory", taken(PACKED, MORE, 5.6e6),
        "outside its band: 0 MB more, private, believed to be 0.5 to 4 MB more, private "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[5.60 MB against 5.60 MB]"),
    Row("upx memory", both(taken(PACKED, MORE, 6.105e6), taken(PACKED, LESS, 5.605e6)),
        "holds: 0.5 to 4 MB more, private "
        "-> unpacked pages belong to one process; a file's are shared, and can be dropped "
        "[0.5 MB more, private; 6.11 MB against 5.61 MB]"),
    Row("pull", as_found,
        "holds: 0 to 12 % less to pull "
        "-> what is packed cannot be compressed again: UPX saves disk, not transfer "
        "[4.49 % less to pull; gzip -9: 2.34 MB packed, 2.45 MB unpacked]"),
    Row("pull", pulled(2_450_000, 1_200_000),
        "outside its band: 51 % less to pull, believed to be 0 to 12 % less to pull "
        "-> measure again at rest; where it stays, widen the band in article/claims/catalogue.py "
        "[gzip -9: 1.20 MB packed, 2.45 MB unpacked]"),
    Row("pull", pulled(2_415_000, 2_305_000),
        "holds: 0 to 12 % less to pull "
        "-> what is packed cannot be compressed again: UPX saves disk, not transfer "
        "[4.55 % less to pull; gzip -9: 2.31 MB packed, 2.42 MB unpacked]"),
    Row("build info", as_found,
        "holds: go1.27.3 and its settings before, also after -s -w; nothing after UPX "
        "-> what it reads is compressed too, and scanners read the same; upx -d brings it back"),
    Row("build info", facts(PACKED, build_info=INFO),
        "wrong: it reads the same of both -> see the cells"),
    Row("build info", facts(PLAIN, build_info=None),
        "wrong: it reads the same of both -> see the cells"),
    Row("build info", facts(SMALL, build_info=None),
        "wrong: it reads the same of both -> see the cells"),
)  # fmt: skip
