"""The needs, one entry each: the functions that look for it, the names they look for, the cures.

Functions were read off programs built by Go 1.21.13, 1.23.9, 1.25.5 and 1.27.3, as
tests/releases/test_needs.py does again, and paths off the standard library's source of the same.
Small wrappers such as os.TempDir are inlined everywhere; their names still stand in the line table,
where facts/functions.py reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slimgo.values.need import NeedName

Alternatives = Literal["all", "below", "last part", "folder", "none"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One need."""

    name: NeedName
    title: str
    """What is lacking, in a few words."""
    functions: tuple[str, ...]
    """The program can need it only where one of these is in it."""
    entrances: tuple[str, ...] = ()
    """Functions that the program's own code leads to where it means to use it. The ones above are
    often reached through an interface, which no direct call shows. Empty: calls tell nothing."""
    besides: tuple[str, ...] = ()
    """Functions that lead to an entrance for another reason: what they call does not count."""
    presence_tells: bool = False
    """Whether one of the functions is reason enough to say so, whoever calls it."""
    brings: tuple[str, ...] = ()
    """Functions that are there where the program carries it inside itself."""
    files: tuple[str, ...] = ()
    """Names that are looked for; that one of them is there is enough, unless `each` says so."""
    folders: tuple[str, ...] = ()
    """Whatever is looked for below these, each ending with a slash."""
    endings: tuple[str, ...] = ()
    """Files with such an end, wherever they are."""
    errors: tuple[str, ...] = ()
    """Only these of the kernel's errors tell that it is lacking; empty for any."""
    file_variables: tuple[str, ...] = ()
    """Environment variables that name a file to look for instead."""
    folder_variables: tuple[str, ...] = ()
    """Environment variables that name a folder."""
    alternatives: Alternatives = "none"
    """Which names stand for each other, so that one that is there is enough. `all` of them: six
    files of certificates. `below`: those with the same path below one of the folders, such as the
    zone Europe/Berlin. `last part`: those with the same last part. `folder`: those below the same
    folder, of which one that is there shows that it can be used. `none`: each for itself."""
    eased_by: tuple[str, ...] = ()
    """Environment variables with which Go's library goes on, if all are set."""
    harmless: tuple[str, ...] = ()
    """Names, or ends of names, without which Go's library goes on."""
    cured_by_name: bool = False
    """Whether the cure holds just what was looked for, and so grows with what is seen."""
    asked_by: tuple[str, ...] = ()
    """Environment variables that make any Go program look for it, whatever its functions."""
    removal_tells: bool = True
    """Whether probes that pass without it show that it can be left out. Not where what it is for
    cannot be reached from a probe: a TLS peer on the internet."""
    without: str = ""
    """What happens without it, in a clause."""
    without_harmless: str = ""
    """What happens where only the harmless ones are lacking; empty for the same."""
    cures: tuple[str, ...] = ()
    """What can be done, each a sentence."""


NEEDS: tuple[Wanted, ...] = (
    Wanted(
        name="certificates",
        title="root certificates",
        functions=("crypto/x509.loadSystemRoots",),
        entrances=(
            "crypto/x509.SystemCertPool",
            "crypto/tls.(*Conn).clientHandshake",
            "net/http.(*Client).do",
            "net/http.(*Transport).roundTrip",
            "net/http/httputil.(*ReverseProxy).ServeHTTP",
        ),
        # a server hands a connection that is not encrypted to HTTP/2 as if it were (Go 1.24)
        besides=("net/http.(*conn).maybeServeUnencryptedHTTP2",),
        brings=("golang.org/x/crypto/x509roots/fallback.init.0",),
        # crypto/x509/root_linux.go
        files=(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem",
        ),
        folders=("/etc/ssl/certs/", "/etc/pki/tls/certs/"),
        alternatives="all",
        file_variables=("SSL_CERT_FILE",),
        folder_variables=("SSL_CERT_DIR",),
        removal_tells=False,
        without="connections by TLS fail: x509: certificate signed by unknown authority",
        cures=(
            "add the bundle of certifi as /etc/ssl/certs/ca-certificates.crt",
            'import _ "golang.org/x/crypto/x509roots/fallback", which links it into the program',
        ),
    ),
    Wanted(
        name="zones",
        title="time zones",
        functions=("time.LoadLocation",),
        entrances=("time.LoadLocation",),
        brings=("time/tzdata.loadFromEmbeddedTZData",),
        # time/zoneinfo_unix.go, time/zoneinfo_goroot.go
        files=("/etc/localtime",),
        folders=(
            "/usr/share/zoneinfo/",
            "/usr/share/lib/zoneinfo/",
            "/usr/lib/locale/TZ/",
            "/etc/zoneinfo/",
        ),
        endings=("/lib/time/zoneinfo.zip",),
        alternatives="below",
        file_variables=("ZONEINFO",),
        cured_by_name=True,
        asked_by=("TZ",),  # time.initLocal, which looks as time.LoadLocation does
        harmless=("/etc/localtime", "/lib/time/zoneinfo.zip"),
        without="time.LoadLocation fails: unknown time zone",
        without_harmless="local time is UTC",
        cures=(
            "add the zones that it asks for below /usr/share/zoneinfo",
            "build it with -tags timetzdata, which links all zones into the program",
        ),
    ),
    Wanted(
        name="user",
        title="users and groups",
        functions=(
            "os/user.findUserId",
            "os/user.findUsername",
            "os/user.findGroupId",
            "os/user.findGroupName",
            "os/user.listGroupsFromReader",
        ),
        entrances=(
            "os/user.Current",
            "os/user.Lookup",
            "os/user.lookupUser",
            "os/user.lookupUserId",
            "os/user.lookupGroup",
            "os/user.lookupGroupId",
            "os/user.listGroups",
        ),
        files=("/etc/passwd", "/etc/group"),  # os/user/lookup.go
        eased_by=("USER", "HOME"),  # os/user/lookup_stubs.go
        without_harmless="user.Current takes USER and HOME",
        without="os/user fails: open /etc/passwd: no such file or directory",
        cures=(
            "add /etc/passwd and /etc/group with its user",
            "set USER and HOME, which is enough for user.Current",
        ),
    ),
    Wanted(
        name="tmp",
        title="a folder for temporary files",
        functions=("os.CreateTemp", "os.MkdirTemp", "os.tempDir", "os.TempDir"),
        entrances=("os.CreateTemp", "os.MkdirTemp"),
        folders=("/tmp/", "/var/tmp/"),  # os/file_unix.go  # noqa: S108 - the image's
        folder_variables=("TMPDIR",),
        alternatives="folder",
        without="temporary files cannot be made: no such file or directory",
        cures=("add the folder with mode 1777, which takes no bytes of content",),
    ),
    Wanted(
        name="mime",
        title="a table of file types",
        functions=("mime.TypeByExtension", "mime.ExtensionsByType"),
        # a file server asks for it at every file, so calls to it tell nothing
        # mime/type_unix.go
        alternatives="all",
        files=(
            "/usr/local/share/mime/globs2",
            "/usr/share/mime/globs2",
            "/etc/mime.types",
            "/etc/apache2/mime.types",
            "/etc/apache/mime.types",
            "/etc/httpd/conf/mime.types",
        ),
        harmless=(
            "/usr/local/share/mime/globs2",
            "/usr/share/mime/globs2",
            "/etc/mime.types",
            "/etc/apache2/mime.types",
            "/etc/apache/mime.types",
            "/etc/httpd/conf/mime.types",
        ),
        without="package mime knows only the types of the web's own files (.html, .css, .png …)",
        cures=("add /etc/mime.types", "name the types with mime.AddExtensionType"),
    ),
    Wanted(
        name="resolver",
        title="the resolver's files",
        functions=("net.dnsReadConfig", "net.readServices", "net.parseNSSConfFile"),
        # every program that listens or connects leads there, so calls to it tell nothing
        # net/nss.go, net/port_unix.go, net/lookup_unix.go (before Go 1.25), net/conf.go
        files=("/etc/nsswitch.conf", "/etc/services", "/etc/protocols", "/etc/mdns.allow"),
        harmless=("/etc/nsswitch.conf", "/etc/services", "/etc/protocols", "/etc/mdns.allow"),
        without="names of hosts are looked up in /etc/hosts and then by DNS, and package net knows "
        "the names of the common ports only (http, https, domain, smtp, ssh …)",
        cures=("add /etc/nsswitch.conf with `hosts: files dns`", "write ports as numbers"),
    ),
    Wanted(
        name="programs",
        title="other programs",
        functions=("syscall.forkExec", "syscall.Exec"),
        entrances=("os/exec.(*Cmd).Start", "os.StartProcess", "syscall.Exec"),
        folder_variables=("PATH",),  # os/exec/lp_unix.go
        alternatives="last part",
        without="they cannot be executed: no such file or directory",
        cures=("add the program as an extra file, if it is static", "start it elsewhere"),
    ),
    Wanted(
        name="plugins",
        title="Go plugins",
        functions=("plugin.Open", "plugin.open"),
        presence_tells=True,  # in a static program it only fails, and is inlined
        without="a static program loads no plugins: plugin: not implemented",
        cures=("link what the plugin does into the program",),
    ),
    Wanted(
        name="home",
        title="a home folder",
        functions=("os.UserHomeDir", "os.UserCacheDir", "os.UserConfigDir"),
        # they only read a variable, which an engine sets, so calls to them tell nothing
        folder_variables=("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
        errors=("EACCES", "EPERM", "EROFS"),  # much is looked for there that need not be there
        without="it may not write into its home folder",
        cures=("add a folder of the user's own and set HOME to it",),
    ),
)

BY_NAME = {each.name: each for each in NEEDS}
