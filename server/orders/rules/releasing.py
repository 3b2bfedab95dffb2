"""What releases each hold of an order, in words; people of other firms are told what to wait for, no more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Release:
    """Who does what so that the order goes on, for people of the house and for dealers."""

    inside: str
    outside: str


RELEASES = {
    "stock": Release(
        "缺货：在“操作”选 同意等货 或 拆单发货，或改数量；到货后再同步也会重新占用",
        "缺货：在“操作”选 同意等货 或 拆单发货，或改数量",
    ),
    "duplicate": Release(
        "疑似重复：复核人判断保留还是作废；真重复就在“操作”选 作废",
        "疑似重复：已转人工复核；真重复就在“操作”选 作废",
    ),
    "credit": Release("信用冻结：财务放行，或客户付款", "信用冻结：请联系您的业务员"),
    "intake": Release("待核对：核对标出的格子，改好再同步", "待核对：核对标出的格子，改好再同步"),
}


def release_of(kind: str, *, outside: bool) -> str:
    """Return what releases a hold of this kind; one that is not described goes by its name alone."""
    release = RELEASES.get(kind)
    if release is None:
        return kind
    return release.outside if outside else release.inside
