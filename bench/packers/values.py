"""What is compared, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.measurement import Measurement

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Figure:
    """measured ÷ against; both are names of Samples. must, reach: at most."""

    name: str
    quantity: str
    measured: str
    against: str
    must: float
    reach: float
    against_quantity: str = ""
    """Of `against`, where it is another one."""

    @property
    def below(self) -> tuple[str, str]:
        """Quantity and file of what it is divided by."""
        return self.against_quantity or self.quantity, self.against


@dataclass(frozen=True, kw_only=True)
class Samples:
    """A quantity (`start, two CPUs`) of a file (`app, gopack`), every repeat as taken."""

    quantity: str
    file: str
    measurement: Measurement


@dataclass(frozen=True, kw_only=True)
class Curve:
    """What a start of the file has resident, bytes, so many seconds after it began."""

    file: str
    seconds: tuple[float, ...]
    resident: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that was measured of packers, and with what."""

    date: str
    """RFC 3339, UTC."""
    load: tuple[float, float]
    """One minute's load average before and after."""
    machine: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    samples: tuple[Samples, ...]
    curves: tuple[Curve, ...] = ()
    """Of the largest program, by each packer."""
    schema_version: int = SCHEMA_VERSION

    def median(self, quantity: str, file: str) -> float | None:
        """None where it was not measured."""
        return next(
            (
                s.measurement.median
                for s in self.samples
                if (s.quantity, s.file) == (quantity, file)
            ),
            None,
        )

    def ratio(self, figure: Figure) -> float | None:
        """Of the medians. None where one of the two was not measured."""
        above = self.median(figure.quantity, figure.measured)
        below = self.median(*figure.below)
        return above / below if above is not None and below else None
