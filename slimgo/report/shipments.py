"""What `slimgo build` prints on standard output, by the name of its format: an entry in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from slimgo.report.github import workflow_commands
from slimgo.report.json import as_json, to_json
from slimgo.report.junit import written
from slimgo.values.shipment import Shipment

Render = Callable[[Sequence[Shipment]], str]


def _references(shipments: Sequence[Shipment]) -> str:
    return "".join(f"{each.reference}\n" for each in shipments if each.reference)


def _json(shipments: Sequence[Shipment]) -> str:
    """One object; several programs are an array. What failed is in neither."""
    results = [each.result for each in shipments if each.result]
    if len(results) == 1:
        return to_json(results[0]).decode()
    whole = [as_json(each) for each in results]
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n" if whole else ""


def _junit(shipments: Sequence[Shipment]) -> str:
    """A suite for each program, a case for each check of each step."""
    from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

    document = JUnitXml()
    for shipment in shipments:
        suite = TestSuite(shipment.title or "slimgo")
        for step in shipment.steps:
            for verdict in step.verdicts:
                case = TestCase(verdict.check, classname=f"{suite.name}.{step.name}")
                if verdict.status == "fail":
                    case.result = [Failure(verdict.evidence)]
                elif verdict.status == "skip":
                    case.result = [Skipped(verdict.evidence)]
                suite.add_testcase(case)
        if shipment.error:
            case = TestCase("build", classname=str(suite.name))
            case.result = [Error(shipment.error)]
            suite.add_testcase(case)
        document.add_testsuite(suite)
    return written(document).decode()


FORMATS: Mapping[str, Render] = {
    "text": _references,
    "json": _json,
    "github": workflow_commands,
    "junit": _junit,
}
