"""Which packages of Go's standard library prove that a packed program behaves the same."""

from __future__ import annotations

ONE = ("encoding/json",)

SHORT = ("encoding/json", "reflect", "os/signal", "sync", "net/http", "runtime")
"""Between them: signals, stacks, the collector, the network, maps of types, tracebacks."""

ALL = (
    *SHORT,
    *("archive/tar", "archive/zip", "bufio", "bytes", "compress/bzip2", "compress/flate"),
    *("compress/gzip", "compress/lzw", "compress/zlib", "container/heap", "container/list"),
    *("context", "crypto/aes", "crypto/cipher", "crypto/ecdh", "crypto/ecdsa", "crypto/ed25519"),
    *("crypto/elliptic", "crypto/hmac", "crypto/md5", "crypto/rand", "crypto/rsa", "crypto/sha1"),
    *("crypto/sha256", "crypto/sha512", "crypto/tls", "crypto/x509", "database/sql"),
    *("debug/buildinfo", "debug/dwarf", "debug/elf", "debug/gosym", "encoding/asn1"),
    *("encoding/base64", "encoding/binary", "encoding/csv", "encoding/gob", "encoding/hex"),
    *("encoding/pem", "encoding/xml", "errors", "expvar", "flag", "fmt", "go/ast", "go/parser"),
    *("go/types", "hash/crc32", "hash/maphash", "html", "html/template", "image", "image/jpeg"),
    *("image/png", "io", "io/fs", "log", "log/slog", "maps", "math", "math/big", "math/bits"),
    *("math/cmplx", "math/rand", "mime", "mime/multipart", "net", "net/mail", "net/netip"),
    *("net/rpc", "net/textproto", "net/url", "os", "os/exec", "os/user", "path", "path/filepath"),
    *("regexp", "runtime/debug", "runtime/pprof", "runtime/trace", "slices", "sort", "strconv"),
    *("strings", "sync/atomic", "syscall", "text/scanner", "text/tabwriter", "text/template"),
    *("time", "unicode", "unicode/utf8", "unique"),
)

READS_ITS_OWN_CODE = {
    (goarch, "runtime"): frozenset({"TestUnsafePoint"}) for goarch in ("amd64", "arm64")
}
"""Tests that disassemble the file they were started from (`go tool objdump`): a packed file's code
is not there to be read. They fail packed, and must be all that differs."""

CHOICES = {"one": ONE, "short": SHORT, "all": ALL}
