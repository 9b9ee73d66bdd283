"""The words of figures in further languages, by language: scales, the word between range ends, the joiner.

Scales are those of CLDR's compact patterns: a German or French `billion` is a million millions, a Chinese
`亿` a hundred million. English and Arabic stand in `figure_words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Tongue(NamedTuple):
    """A language's scale words by amount, its words between two ends, and those between number and unit."""

    scales: Mapping[str, str]
    between: str
    joins: str = ""
    comma_is_point: bool = True


TONGUES = {
    "de": Tongue(
        {
            "1e3": "tausend|tsd|tsd.",
            "1e6": "million|millionen|mio|mio.",
            "1e9": "milliarde|milliarden|mrd|mrd.",
            "1e12": "billion|billionen|bio|bio.",
        },
        "bis|und",
    ),
    "fr": Tongue(
        {
            "1e3": "mille|millier|milliers|k",
            "1e6": "million|millions|m|mn|mio",
            "1e9": "milliard|milliards|md|mds|mrd",
            "1e12": "billion|billions|bn",
        },
        "à|et",
        "de|d'|d’",
    ),
    "it": Tongue(
        {
            "1e3": "mille|mila",
            "1e6": "milione|milioni|mln|mln.",
            "1e9": "miliardo|miliardi|mld|mld.|mrd",
            "1e12": "mille miliardi|mila miliardi|bilioni|bln",
        },
        "a|e",
        "di",
    ),
    "es": Tongue(
        {
            "1e3": "mil",
            "1e6": "millón|millones|m|mm|mill|mill.",
            "1e9": "mil millones|mil m|millardo|millardos",
            "1e12": "billón|billones|b",
        },
        "a|y",
        "de",
    ),
    "pt": Tongue(
        {
            "1e3": "mil",
            "1e6": "milhão|milhões|mi|mi.|mm|milhôes",
            "1e9": "bilhão|bilhões|mil milhões|bi|bi.",
            "1e12": "trilhão|trilhões|tri|tri.|bilião|biliões",
        },
        "a|e",
        "de",
    ),
    "nl": Tongue(
        {
            "1e3": "duizend|k",
            "1e6": "miljoen|mln|mln.",
            "1e9": "miljard|mld|mld.",
            "1e12": "biljoen|bln|bln.",
        },
        "tot|en",
    ),
    "fa": Tongue(
        {"1e3": "هزار", "1e6": "میلیون", "1e9": "میلیارد", "1e12": "تریلیون|هزار میلیارد"},
        "تا|و",
        comma_is_point=False,
    ),
    "zh": Tongue(
        {
            "1e3": "千",
            "1e4": "万|萬",
            "1e6": "百万|百萬",
            "1e7": "千万|千萬",
            "1e8": "亿|億",
            "1e9": "十亿|十億",
            "1e12": "万亿|萬億|兆",
        },
        "至|到|和",
        comma_is_point=False,
    ),
    "ja": Tongue(
        {"1e3": "千", "1e4": "万", "1e6": "百万", "1e8": "億", "1e9": "十億", "1e12": "兆"},
        "から|〜|~",
        comma_is_point=False,
    ),
}
# Scale words that a language of `figure_words` has beside its thousands, millions and so on.
MORE_SCALES = {"1e5": "lakh|lakhs|لك", "1e7": "crore|crores|cr", "1e12": "lakh crore|lakh crores"}
