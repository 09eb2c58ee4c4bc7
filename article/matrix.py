"""The article's matrix: the usual combinations, and the article's words as typed."""

from __future__ import annotations

from slimgo.plan.catalogue import STATIC, UPX_9
from slimgo.plan.matrix import matrix
from slimgo.values.variant import Variant

_AS_TYPED = (
    Variant(name="article-app", as_typed=True, cgo=True, trimpath=False),
    Variant(name="article-static", as_typed=True, cgo=True, trimpath=False,
            ldflags=(STATIC,)),
    Variant(name="article-small", as_typed=True, cgo=True, trimpath=False,
            ldflags=(STATIC, "-s", "-w")),
    Variant(name="article-upx", as_typed=True, cgo=True, trimpath=False,
            ldflags=(STATIC, "-s", "-w"), packed_from="article-small", packing=UPX_9),
)  # fmt: skip

MATRIX = matrix(_AS_TYPED)
