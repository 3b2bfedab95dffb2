"""Which fields the words of a header may mean, and how strongly: as spelt, in part, misspelt, by sound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from sync.adoption.folding import bracketed, fold_word, initials, is_chinese, sound, without_unit
from sync.adoption.lexicon import OTHER, meanings

if TYPE_CHECKING:
    from collections.abc import Mapping

Strengths = "Mapping[str, float]"

_NO_MEANING: Mapping[str, float] = MappingProxyType({})
_QUALIFIED = (
    (
        re.compile(
            r"未税|不含税|税前|去税|除税|裸价|成本|底价|外币|美金|美元|usd|eur|税率|税额|(?<!含)税金|折扣|运费"
        ),
        OTHER,
    ),
    (
        re.compile(
            r"(客户|对方|甲方|客方|贵司|买方)(产品|物料)?(料号|货号|编码|物料|型号|图号|品号|款号|品名|代号)"
        ),
        OTHER,
    ),
    (
        re.compile(
            r"^(未|待|尚|欠|余|剩)(已)?(发|交|出|送|欠|余|剩)?货?(数|数量|量)?$|欠数|欠交|余数|未交|未发|未出|待发"
        ),
        OTHER,
    ),
    (
        re.compile(r"(已|累计|实际?)(发|出|交|送)(货|库|运)?(数|数量|量|pcs)?$|^(发|出|送)货?(数|数量|量)$"),
        "shipped",
    ),
    (
        re.compile(
            r"(库存|结存|入库|完工|生产|排产|在制|退货|返修|不良|报废|样品|赠送|起订|装箱|每箱|包装|箱|托)(的)?(数|数量|量)$"
        ),
        OTHER,
    ),
    (
        re.compile(
            r"(实际|生产|完工|完成|入库|开票|收款|付款|对账|排产|上线|打样|确认|审核|验货|出厂)(日期|时间|交期|日|完工|发货日期)$"
        ),
        OTHER,
    ),
    (re.compile(r"(承诺|回复|确认|答复|答交)(的)?(交期|交货日期|交货期|日期)$"), "promised_on"),
    (
        re.compile(
            r"(要求|需求|期望|希望|客户|约定|合同|最晚|最迟)(的)?(出货|发货|送货|到货|交货|交付)(日期|时间|日|期)$"
        ),
        "requested_on",
    ),
    (
        re.compile(
            r"(司机|物流|快递|业务员?|跟单|仓库|传真|紧急|开票|财务|公司)(联系)?(电话|手机|方式|号码)$"
        ),
        OTHER,
    ),
    (re.compile(r"(发票|开票|注册|公司|开户|办公|提货|邮箱|网站|网址)地址$"), OTHER),
    (re.compile(r"(我司|工厂|车间|生产)(交期|交货日期|交货期)$"), "promised_on"),
    (re.compile(r"^(最小|起|安全|可用|现有|当前|期初|期末|累计).*(数|数量|量)$"), OTHER),
    (re.compile(r"(生产|财务|内部|质检|仓库|包装|物流|采购)备注$"), OTHER),
    (re.compile(r"(发票|快递|物流|送货|发货|出库|入库|运单|质检|批|车|柜|箱)(单)?号$"), OTHER),
)
_HARMLESS = re.compile(r"客户|订单|产品|订货|订购|商品|货物|物料|本次|本单|下单|明细|总|行|的|合同|销售|要求")
_FUZZY_LEAST, _FUZZY_STRENGTH = 74, 0.62
_SOUND_STRENGTH, _INITIALS_STRENGTH, _PINYIN_STRENGTH = 0.84, 0.7, 0.84
_PART_LEAST, _CLEAR_PART = 0.42, 0.75
_SURE_ENOUGH = 1.0
_LATIN = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Sounds:
    """Words of the lexicon by how they sound, and by their initials; only those that are sure."""

    whole: Mapping[str, str]
    initials: Mapping[str, str]


@lru_cache(maxsize=8192)
def known_meanings(text: str) -> Mapping[str, float]:
    """Return what a header's words mean if they are spelt as the lexicon has them, or plainly qualified."""
    folded = fold_word(text)
    return _exact(folded) or _qualified(folded) or _NO_MEANING


@lru_cache(maxsize=8192)
def word_meanings(text: str) -> Mapping[str, float]:
    """Return the fields a header's words may mean with their strength, 0 to 1; OTHER for the person's own."""
    folded = fold_word(text)
    if not folded:
        return _NO_MEANING
    return _exact(folded) or _qualified(folded) or _guessed(without_unit(folded))


def _guessed(bare: str) -> Mapping[str, float]:
    """Return what a word nobody has listed may mean: by known parts, and by what it looks and sounds like."""
    parts = _in_part(bare) or _NO_MEANING
    if max(parts.values(), default=0.0) >= _CLEAR_PART:
        return parts
    alike = _alike(bare)
    return {key: max(parts.get(key, 0.0), alike.get(key, 0.0)) for key in sorted(parts.keys() | alike.keys())}


def _exact(folded: str) -> Mapping[str, float] | None:
    known = meanings()
    bare = without_unit(folded)
    if found := known.get(folded) or known.get(bare):
        return found
    outside, inside = bracketed(folded)
    if inside and (found := _qualified(outside + inside)):
        return found
    if inside and (found := known.get(inside + outside) or _agreed(outside, inside)):
        return found
    if inside and (found := known.get(outside)):
        return {key: strength * 0.85 for key, strength in found.items()}
    return _qualified(folded) or _bilingual(bare)


def _bilingual(bare: str) -> Mapping[str, float] | None:
    """Return the meaning of `customer客户`: two scripts that agree are as good as one word."""
    latin = "".join(_LATIN.findall(bare))
    rest = bare.replace(latin, "").strip("/") if latin else ""
    if not latin or not rest or not is_chinese(rest):
        return None
    if both := _agreed(rest, latin):
        return both
    known = meanings()
    first, second = known.get(rest), known.get(latin)
    if first is None or second is None:
        return {key: strength * 0.88 for key, strength in (first or second or {}).items()} or None
    return {key: strength * 0.7 for key, strength in {**second, **first}.items()}


def _agreed(one: str, other: str) -> Mapping[str, float] | None:
    """Return what two words say both: 客户 and customer are as good as one."""
    first, second = meanings().get(one, _NO_MEANING), meanings().get(other, _NO_MEANING)
    return {key: max(first[key], second[key]) for key in first.keys() & second.keys()} or None


def _qualified(folded: str) -> Mapping[str, float] | None:
    for pattern, key in _QUALIFIED:
        if pattern.search(folded):
            return {key: 0.9 if key == OTHER else 0.8}
    return None


@lru_cache(maxsize=1)
def _parts() -> tuple[tuple[str, Mapping[str, float]], ...]:
    known = [(word, found) for word, found in meanings().items() if len(word) > 1 and is_chinese(word)]
    return tuple(sorted(known, key=lambda item: (-len(item[0]), item[0])))


def _in_part(bare: str) -> Mapping[str, float] | None:
    """Return the meanings of the longest known words in it; Chinese says what a thing is at the end."""
    best: dict[str, float] = {}
    longest: list[str] = []
    for word, found in _parts():
        if word not in bare or any(word in longer for longer in longest):
            continue
        longest.append(word)
        part = _part_strength(bare, word)
        for key, strength in found.items():
            if part >= _PART_LEAST:
                best[key] = max(best.get(key, 0.0), part * strength)
    return best or None


def _part_strength(bare: str, word: str) -> float:
    share = len(word) / len(bare)
    if not bare.endswith(word):
        return 0.3 + 0.45 * share
    rest = _HARMLESS.sub("", bare[: -len(word)])
    return 0.5 + 0.4 * share if rest else 0.93


def _alike(bare: str) -> Mapping[str, float]:
    found = _heard(bare) if is_chinese(bare) else _spelt(bare)
    fuzzy = _misspelt(bare) or _turned(bare)
    return {key: max(found.get(key, 0.0), fuzzy.get(key, 0.0)) for key in sorted(found.keys() | fuzzy.keys())}


def _heard(bare: str) -> dict[str, float]:
    key = _sounds().whole.get(sound(bare)) if len(bare) > 1 else None
    return {} if key is None else {key: _SOUND_STRENGTH}


def _spelt(bare: str) -> dict[str, float]:
    sounds = _sounds()
    if key := sounds.whole.get(bare):
        return {key: _PINYIN_STRENGTH}
    if (key := sounds.initials.get(bare)) is not None:
        return {key: _INITIALS_STRENGTH}
    return {}


@lru_cache(maxsize=1)
def _sounds() -> Sounds:
    """Return the sounds of sure Chinese words; a sound that two fields share means neither."""
    whole: dict[str, set[str]] = {}
    first: dict[str, set[str]] = {}
    for word, found in meanings().items():
        if is_chinese(word) and len(word) > 1 and max(found.values()) >= _SURE_ENOUGH:
            key = max(found, key=lambda name: found[name])
            whole.setdefault(sound(word), set()).add(key)
            first.setdefault(initials(word), set()).add(key)
    return Sounds(_single(whole), _single(first) | _WRITTEN_INITIALS)


def _single(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {sounds: next(iter(keys)) for sounds, keys in found.items() if len(keys) == 1}


_INITIALS_WRITTEN = (
    "= khmc=customer kh=customer cpxh=product cpbm=product wlbm=product hh=product lh=product "
    "xh=product chbm=product pm=product_name cpmc=product_name gg=spec ggxh=spec dw=unit jldw=unit "
    "sl=quantity ddsl=quantity dj=unit_price hsdj=unit_price je=amount hj=amount jq=requested_on "
    "jhrq=requested_on jhq=requested_on ddrq=ordered_at xdrq=ordered_at rq=ordered_at bz=remark "
    "dh=phone lxdh=phone sj=phone fkfs=payment_terms jsfs=payment_terms dz=ship_to shdz=ship_to "
    "khdh=customer_po khddh=customer_po ddh=order_no ywy=salesperson"
)
_WRITTEN_INITIALS = dict(pair.split("=") for pair in _INITIALS_WRITTEN.split())


def _misspelt(bare: str) -> dict[str, float]:
    """Return the field of the closest word when it is clearly the closest: one letter in three may differ."""
    if len(bare) < 2:  # noqa: PLR2004  one letter is not misspelt but something else
        return {}
    words = _long_words()
    near = process.extract(bare, words, scorer=fuzz.ratio, score_cutoff=_FUZZY_LEAST, limit=6)
    found: dict[str, float] = {}
    for word, score, _ in near:
        if Levenshtein.distance(bare, word) <= max(1, len(bare) // 4):
            for key, strength in meanings()[word].items():
                found[key] = max(found.get(key, 0.0), strength * _FUZZY_STRENGTH * (0.5 + score / 200))
    return found


def _turned(bare: str) -> Mapping[str, float]:
    """Return the field of the one word that has the same letters in another order."""
    key = _letters().get("".join(sorted(bare)))
    return {key: _FUZZY_STRENGTH} if key is not None else _NO_MEANING


@lru_cache(maxsize=1)
def _letters() -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for word, meant in meanings().items():
        if len(word) > 1 and max(meant.values()) >= _SURE_ENOUGH:
            found.setdefault("".join(sorted(word)), set()).add(max(meant, key=lambda name: meant[name]))
    return _single(found)


@lru_cache(maxsize=1)
def _long_words() -> tuple[str, ...]:
    return tuple(word for word in meanings() if len(word) > 2)  # noqa: PLR2004  of two letters one is half the word
