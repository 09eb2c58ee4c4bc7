"""What a program finds in an image from scratch, and how it ends there: left unsaid."""

from __future__ import annotations

from article.claims.claim import Claim, Finding
from article.claims.evidence import Evidence, Heard
from article.claims.judges.access import heard

_BY_SIGTERM = 128 + 15


def listen(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "port taken")
    silent = said == Heard(status=0, words="")
    return Finding(
        judgement="holds" if silent else "wrong",
        seen="status 0, not a word" if silent else f"status {said.status}: {said.words[:60]}",
        why="the port's owner answers instead; log.Fatal(http.ListenAndServe(…)) would print it",
    )


def sigterm(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "SIGTERM")
    return Finding(
        judgement="holds" if said == Heard(status=_BY_SIGTERM, words="") else "wrong",
        seen=f"status {said.status}, and {said.words or 'the connection just ends'}",
        why="http.Server.Shutdown on SIGTERM lets requests finish, as app/app.go does",
    )


def certificates(_: Claim, evidence: Evidence) -> Finding:
    absent, copied = heard(evidence, "certificates absent"), heard(evidence, "certificates copied")
    if "x509: certificate signed by unknown authority" not in absent.words:
        return Finding(judgement="wrong", seen=absent.words[:80], why="it does not fail so")
    cured = copied.words.startswith("404")  # the test's server has no pages
    return Finding(
        judgement="holds" if cured else "wrong",
        seen="“certificate signed by unknown authority”; with a bundle at "
        f"/etc/ssl/certs/ca-certificates.crt {'it works' if cured else 'too'}",
        why="COPY the bundle, or import golang.org/x/crypto/x509roots/fallback",
    )


def zones(_: Claim, evidence: Evidence) -> Finding:
    absent, embedded = heard(evidence, "zones absent"), heard(evidence, "zones embedded")
    if absent.words != "unknown time zone Europe/Berlin":
        return Finding(judgement="wrong", seen=absent.words[:80], why="it does not fail so")
    cured = embedded.words == "found"
    return Finding(
        judgement="holds" if cured else "wrong",
        seen=f"“{absent.words}”; built with -tags timetzdata {'it is found' if cured else 'too'}",
        why="the tag embeds them (450 KB, says package time/tzdata); or COPY /usr/share/zoneinfo",
    )


def user(_: Claim, evidence: Evidence) -> Finding:
    said, numbered = heard(evidence, "user"), heard(evidence, "user numbered")
    root = said.words == "uid 0; /etc/passwd: no such file or directory"
    cured = numbered.words.startswith("uid 65534;")
    return Finding(
        judgement="holds" if root and cured else "wrong",
        seen=f"{said.words}; with USER 65534: {numbered.words.partition(';')[0]}",
        why="write USER and a number: names would be looked up in /etc/passwd",
    )


def temporary(_: Claim, evidence: Evidence) -> Finding:
    said = heard(evidence, "temporary")
    return Finding(
        judgement="holds" if said.words.endswith(": no such file or directory") else "wrong",
        seen=said.words,
        why="give it one: WORKDIR /tmp, or docker run --tmpfs /tmp",
    )
