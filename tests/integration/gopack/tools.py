"""What people and the makers of packages do with any program, as a shell is told it."""

from __future__ import annotations

import shutil

import pytest

_PACKAGE = """
mkdir -p debian/tool/usr/bin
cp "$FILE" debian/tool/usr/bin/it
cat > debian/control <<END
Source: tool
Maintainer: A <a@example.com>
Build-Depends: debhelper-compat (= 13)

Package: tool
Architecture: any
Description: a tool
END
cat > debian/changelog <<END
tool (1.0) unstable; urgency=low

  * A tool.

 -- A <a@example.com>  Thu, 01 Jan 1970 00:00:00 +0000
END
dh_strip
cp debian/tool/usr/bin/it "$FILE"
"""

_RPM = """
cat > tool.spec <<END
Name: tool
Version: 1
Release: 1
Summary: a tool
License: none
%description
A tool.
%install
mkdir -p %{buildroot}/usr/bin
cp $FILE %{buildroot}/usr/bin/it
%files
/usr/bin/it
END
rpmbuild -bb --define "_topdir $PWD" tool.spec
rpm2archive RPMS/*/tool-1-1.*.rpm
tar -xzf RPMS/*/*.tgz
cp usr/bin/it "$FILE"
"""

_DEBUG_INFO = """
mkdir -p root/usr/bin
cp "$FILE" root/usr/bin/it
export RPM_BUILD_ROOT=$PWD/root RPM_BUILD_DIR=$PWD RPM_ARCH=x86_64
export RPM_PACKAGE_NAME=tool RPM_PACKAGE_VERSION=1 RPM_PACKAGE_RELEASE=1
find-debuginfo "$PWD"
cp root/usr/bin/it "$FILE"
"""

_SQUASH = """
mksquashfs "$FILE" layer.sqfs -quiet
unsquashfs -quiet -dest out layer.sqfs
cp out/* "$FILE"
"""

EACH_STRIP = "each strip after the other"

TOOLS = {
    "strip": ('strip "$FILE"',),
    "strip -g": ('strip -g "$FILE"',),
    "strip --strip-unneeded": ('strip --strip-unneeded "$FILE"',),
    "strip, and its other output": ('strip -o other "$FILE" && cp other "$FILE"', "strip"),
    "objcopy": ('objcopy "$FILE"',),
    "objcopy -S": ('objcopy -S "$FILE"',),
    "objcopy --add-section": ('objcopy --add-section .note.mine=/etc/passwd "$FILE"',),
    "objcopy --only-keep-debug": (
        'objcopy --only-keep-debug "$FILE" debug; objcopy -g --add-gnu-debuglink=debug "$FILE"',
    ),
    "eu-strip": ('eu-strip "$FILE"',),
    "eu-strip -f": ('eu-strip -f debug "$FILE"',),
    "llvm-strip": ('llvm-strip "$FILE"',),
    "llvm-objcopy": ('llvm-objcopy "$FILE"',),
    "patchelf --set-rpath": ('patchelf --set-rpath /lib "$FILE"',),
    "patchelf --set-interpreter": ('patchelf --set-interpreter /lib/ld.so "$FILE"',),
    EACH_STRIP: (
        'strip "$FILE" && eu-strip "$FILE" && llvm-strip "$FILE" && strip "$FILE"',
        *("strip", "eu-strip", "llvm-strip"),
    ),
    "chmod": ('chmod 700 "$FILE"',),
    "cp --sparse": ('cp --sparse=always "$FILE" other && mv other "$FILE"', "cp"),
    "tar": ('tar -cf layer.tar -C / "${FILE#/}" && tar -xf layer.tar -C /', "tar"),
    "squashed image": (_SQUASH, "mksquashfs", "unsquashfs"),
    "dh_strip": (_PACKAGE, "dh_strip", "strip"),
    "rpmbuild": (_RPM, "rpmbuild", "rpm2archive", "strip"),
    "find-debuginfo": (_DEBUG_INFO, "find-debuginfo"),
}
"""What a shell does with $FILE, and what it needs, the first word if nothing else is named."""


def needs(*tools: str) -> None:
    """Skips a test that cannot run without them, by name."""
    for tool in tools:
        if not shutil.which(tool):
            pytest.skip(f"not run: {tool} is not here")
