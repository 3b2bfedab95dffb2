"""Header words as they are compared (one width, one script, no blanks and units), and as they sound."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TRADITIONAL = str.maketrans(
    "訂單戶號產編數價額貨備註電話聯絡繫規貳總說際發質顏倉庫業務員狀態訖開據稅實應買賣給與並廠項種類圖週長寬體積極級點時間會員購採結匯幣單證傳檔優運費處",
    "订单户号产编数价额货备注电话联络系规贰总说际发质颜仓库业务员状态讫开据税实应买卖给与并厂项种类图周长宽体积极级点时间会员购采结汇币单证传档优运费处",
)
_VARIANTS = str.maketrans({"帐": "账", "佰": "百"})
_MARKS = re.compile(r"[\s*✱·:：;；、,，.。?？!！\"“”'’‘`~_|｜<>《》\[\]【】{}\\^☆★●◆■※→-]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_UNITS = re.compile(
    r"(元|人民币|rmb|cny|¥|pcs|pc|个|只|件|套|台|支|条|根|张|片|米|m|kg|千克|公斤|吨|单位.{0,4}|必填|选填|可空|"
    r"(元|rmb|¥)/?(只|个|件|套|台|支|米|kg|pcs)?|年月日|yyyymmdd|[0-9]+)"
)
_PER = re.compile(r"/(元|rmb|只|个|件|套|台|支|米|kg|pcs|pc|pce)$")
_NUMBERED = re.compile(r"^\d{1,2}(?=\D)")
_KEPT_SIGNS = re.compile(r"[^\w/#]+")


@lru_cache(maxsize=8192)
def fold_word(text: str) -> str:
    """Return a header as it is compared, brackets kept: half-width, lower case, simplified, without marks."""
    plain = unicodedata.normalize("NFKC", text.replace("（", "(").replace("）", ")")).casefold()
    return _MARKS.sub("", plain.translate(_TRADITIONAL)).translate(_VARIANTS)


@lru_cache(maxsize=8192)
def without_unit(folded: str) -> str:
    """Return a folded header without brackets that hold a unit or a hint, and without `/元` at its end."""
    bare = _BRACKETS.sub(lambda found: "" if _UNITS.fullmatch(found[1]) else found[0], folded)
    bare = _NUMBERED.sub("", _PER.sub("", bare))
    return _KEPT_SIGNS.sub("", bare) or folded


def bracketed(folded: str) -> tuple[str, str]:
    """Return a folded header split into what stands outside and inside its brackets."""
    inside = "".join(found[1] for found in _BRACKETS.finditer(folded))
    return _KEPT_SIGNS.sub("", _BRACKETS.sub("", folded)), _KEPT_SIGNS.sub("", inside)


def is_chinese(text: str) -> bool:
    """Tell whether a text holds Chinese characters."""
    return any("一" <= sign <= "鿿" for sign in text)


@lru_cache(maxsize=8192)
def sound(folded: str) -> str:
    """Return how a header sounds, in pinyin without tones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - 54 MB, needed only when a word is unknown

    return "".join(lazy_pinyin(folded))


@lru_cache(maxsize=8192)
def initials(folded: str) -> str:
    """Return the first letters of a header's syllables, `khmc` for 客户名称."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - as above

    return "".join(part[:1] for part in lazy_pinyin(folded))
