"""A price list as JUnit XML: a suite with a case for each variant."""

from __future__ import annotations

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

from slimgo.report.junit import written
from slimgo.report.price.cells import in_order
from slimgo.values.price import PricedVariant, PriceList


def junit(known: PriceList, _: int | None = None) -> str:
    """A variant that could not be made or that is called what it is not is a failure; what was not
    measured is skipped."""
    suite = TestSuite(f"price of {known.program}")
    for each in in_order(known):
        suite.add_testcase(_case(known, each))
    for told in known.not_measured:
        case = TestCase(told.what, classname=known.program)
        case.result = [Skipped(told.why)]
        suite.add_testcase(case)
    document = JUnitXml("slimgo price")
    document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    return written(document).decode()


def _case(known: PriceList, variant: PricedVariant) -> TestCase:
    case = TestCase(variant.name, classname=known.program)
    wrong = [variant.failed] if variant.failed else []
    wrong += [
        each.what for each in known.doubts if each.what.startswith(f"{variant.name} is called ")
    ]
    case.result = [Failure(each) for each in wrong]
    return case
