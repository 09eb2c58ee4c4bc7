"""Services that misbehave, in the image only: what was checked before is not to blame."""

from __future__ import annotations

from collections.abc import Callable

from tests.faults.checkout import Checkout, Outcome
from tests.faults.fault import Fault
from tests.faults.images import image_of


def image_with(program: str) -> Callable[[Checkout], Outcome]:
    def provoke(checkout: Checkout) -> Outcome:
        with image_of(checkout, program):
            return checkout.invoke(*checkout.command)

    return provoke


SAID = {
    "answers wrongly": ("wrong", "200 'Goodbye', wanted"),
    "answers once, then dies": ("dies", "ended with status 3: once is enough"),
    "answers without an end": ("endless", "runs ✗"),
    "answers a byte at a time without an end": ("dripping", "no whole answer within 5 s"),
    "answers with no HTTP": ("garbage", "runs ✗"),
}

FAULTS = (
    *(
        Fault(
            step="image",
            name=f"the service {does}",
            provoke=image_with(program),
            status=1,
            words=words,
        )
        for does, (program, words) in SAID.items()
    ),
    Fault(
        step="image",
        name="the service floods standard error, and answers all the same",
        provoke=image_with("flood"),
        status=0,
    ),
)
