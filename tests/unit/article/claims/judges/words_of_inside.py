"""What is found of a scratch image inside, word for word: as the evidence was, and spoiled."""

from __future__ import annotations

from tests.unit.article.claims.judges.spoil import Row, as_found, heard

LONG = "a line that is longer than what is shown of it, with words at its end that nobody sees"

ROWS = (
    Row("listen", as_found,
        "holds: status 0, not a word "
        "-> the port's owner answers instead; log.Fatal(http.ListenAndServe(…)) would print it"),
    Row("listen", heard("port taken", LONG, 1),
        "wrong: status 1: a line that is longer than what is shown of it, with words a "
        "-> the port's owner answers instead; log.Fatal(http.ListenAndServe(…)) would print it"),
    Row("sigterm", as_found,
        "holds: status 143, and the connection just ends "
        "-> http.Server.Shutdown on SIGTERM lets requests finish, as app/app.go does"),
    Row("sigterm", heard("SIGTERM", "", 0),
        "wrong: status 0, and the connection just ends "
        "-> http.Server.Shutdown on SIGTERM lets requests finish, as app/app.go does"),
    Row("sigterm", heard("SIGTERM", "HTTP/1.1 200 OK", 143),
        "wrong: status 143, and HTTP/1.1 200 OK "
        "-> http.Server.Shutdown on SIGTERM lets requests finish, as app/app.go does"),
    Row("certificates", as_found,
        "holds: “certificate signed by unknown authority”; with a bundle at "
        "/etc/ssl/certs/ca-certificates.crt it works "
        "-> COPY the bundle, or import golang.org/x/crypto/x509roots/fallback"),
    Row("certificates", heard("certificates absent", LONG),
        "wrong: a line that is longer than what is shown of it, with words at its end that nobod "
        "-> it does not fail so"),
    Row("certificates", heard("certificates copied", "tls: x509"),
        "wrong: “certificate signed by unknown authority”; with a bundle at "
        "/etc/ssl/certs/ca-certificates.crt too "
        "-> COPY the bundle, or import golang.org/x/crypto/x509roots/fallback"),
    Row("zones", as_found,
        "holds: “unknown time zone Europe/Berlin”; built with -tags timetzdata it is found "
        "-> the tag embeds them (450 KB, says package time/tzdata); or COPY /usr/share/zoneinfo"),
    Row("zones", heard("zones absent", LONG),
        "wrong: a line that is longer than what is shown of it, with words at its end that nobod "
        "-> it does not fail so"),
    Row("zones", heard("zones embedded", "unknown time zone Europe/Berlin"),
        "wrong: “unknown time zone Europe/Berlin”; built with -tags timetzdata too "
        "-> the tag embeds them (450 KB, says package time/tzdata); or COPY /usr/share/zoneinfo"),
    Row("user", as_found,
        "holds: uid 0; /etc/passwd: no such file or directory; with USER 65534: uid 65534 "
        "-> write USER and a number: names would be looked up in /etc/passwd"),
    Row("user", heard("user", "uid 1000; /etc/passwd: no such file or directory"),
        "wrong: uid 1000; /etc/passwd: no such file or directory; with USER 65534: uid 65534 "
        "-> write USER and a number: names would be looked up in /etc/passwd"),
    Row("user", heard("user numbered", "uid 0; /etc/passwd: no such file; or directory"),
        "wrong: uid 0; /etc/passwd: no such file or directory; with USER 65534: uid 0 "
        "-> write USER and a number: names would be looked up in /etc/passwd"),
    Row("temporary", as_found,
        "holds: /tmp: no such file or directory "
        "-> give it one: WORKDIR /tmp, or docker run --tmpfs /tmp"),
    Row("temporary", heard("temporary", "/tmp: <nil>"),  # noqa: S108  its words
        "wrong: /tmp: <nil> -> give it one: WORKDIR /tmp, or docker run --tmpfs /tmp"),
)  # fmt: skip
