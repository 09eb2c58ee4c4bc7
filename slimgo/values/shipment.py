"""What became of one program that was to be shipped."""

from __future__ import annotations

from dataclasses import dataclass

from slimgo.values.result import Result, StepResult


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """A program, shipped or failed."""

    name: str
    """The program's; empty where it was not yet known which one it is."""
    steps: tuple[StepResult, ...] = ()
    """Those that were done, the failed one among them."""
    result: Result | None = None
    """The whole; None where it failed."""
    reference: str = ""
    """What was made, as the reader names it; empty where it failed."""
    error: str = ""
    """What went wrong where no check says so; may have several lines."""
    target: str = ""
    """`linux/arm64`; empty for this machine's."""

    @property
    def title(self) -> str:
        """`server`, `server linux/arm64`; empty where the program is not known."""
        return " ".join(filter(None, (self.name, self.target)))

    @property
    def failure(self) -> str:
        """What went wrong, in a line; empty for nothing."""
        for step in self.steps:
            for verdict in step.failures:
                return f"{step.name}: {verdict.check} ✗ {verdict.evidence}".splitlines()[0]
        return self.error.splitlines()[0] if self.error else ""


@dataclass(frozen=True, kw_only=True)
class SavedShipment:
    """A shipment as its file holds it, wherever it was made."""

    shipment: Shipment
    made_of: str
    """Fingerprint of its sources and settings, the same on every machine; empty where that could
    not be told."""
    target: str
    """`linux/amd64`."""
    schema_version: int = 1
