"""What two postings must share to be one job: the owner, a kind of title, the languages asked, and enough of the text.

Decides which words of a title tell jobs apart, which languages a text asks for, and the least similarity of texts for each
agreement of title and place (docs/adr/0007). Leaves how alike texts are found to `transforms.history.similar_texts`.
"""

from __future__ import annotations

import polars as pl

from transforms.posting import PLACE_SEPARATOR
from transforms.text.lexicon import lexicon

SAME_TEXT = 0.85
"""Least share of equal MinHash values for the same title at the same place: there, another text is another team's job."""

SAME_TEXT_ELSEWHERE = 0.65
"""The same for the same title at another place or on another board. The text then differs by what the place brings with it (pay,
hours, perks, law) or what the board adds and cuts off. Of the pairs read by hand that asked the same languages, other jobs
lay below 0.62, and the same job from 0.55 on."""

SAME_TEXT_OF_HEAD = 0.97
"""When only the beginning of the title is the same, at the same place, and one title merely says less than the other ("Engineer,
Payments", "Engineer, Payments Platform"). Two that say different things there ("Analyst (SOC)", "Analyst (Detection)") are two
jobs whatever their texts: nobody writes one job twice for one place under two names."""

SAME_TEXT_OF_HEAD_ELSEWHERE = 0.85
"""The same at another place ("Agent - Ottawa Mall", "Agent - Bay Mall"): the ends name the places."""

_WORDS = lexicon(__package__, "same_job.toml")

_PLACE_COLUMNS = ("location_raw", "city", "region")
# One word however it is written, as far as titles commonly differ in it.
_SPELLINGS = ((r"\bml\b", "machine learning"), (r"\bsn?r\b", "senior"), (r"\bjn?r\b", "junior"))
_COMPOUND = r"\b(full|back|front)[\s-]+(stack|end)\b"  # "full-stack", "full stack", "fullstack"
_TITLE_TAIL = r"\s*(?:\s[-–—|/:]\s|[,(\[]).*$"
_LEAST_HEAD_WORDS = 2  # "Engineer" alone begins too many titles

_LANGUAGES = rf"\b(?:{'|'.join(_WORDS['languages'])})\b"
_IS_ASKED = (
    r"fluen|nativ|proficien|speak|spoken|written|verbal|communication skill|bilingual|language"
    r"|\b[bc][12]\b"
)
_IS_WISHED = (
    r"prefer|nice to have|advantage|ideal|desir|beneficial|^\W*bonus|\b(?:plus|bonus|asset)\W*$"
    r"|\b(?:is|are|be|as) an? (?:\w+ )?(?:plus|bonus|asset)\b"
)


def title_words(title: pl.Expr) -> pl.Expr:
    """The title as a list of lower-case words. Requisition numbers are left out, "c++" and "c#" stay."""
    plain = title.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    plain = plain.str.replace_all(_COMPOUND, "$1$2")
    for spelling, word in _SPELLINGS:
        plain = plain.str.replace_all(spelling, word)
    numberless = plain.str.replace_all(r"\b[a-z]{0,3}[-_#]?\d{4,}\b", " ")
    return numberless.str.replace_all(r"[^\p{L}\p{N}+#]+", " ").str.strip_chars().str.split(" ")


def places(location: pl.Expr) -> pl.Expr:
    """The locations a board gives, one an item, in lower case with single blanks. Empty where it gives none."""
    parts = location.fill_null("").str.to_lowercase().str.split(PLACE_SEPARATOR.strip())
    bare = parts.list.eval(pl.element().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars())
    return bare.list.set_difference(pl.lit([""]))


def languages_asked(text: pl.Expr) -> pl.Expr:
    """The languages other than English that a text asks for and does not merely wish for, sorted and joined by blanks."""
    each = pl.element()
    lower = text.fill_null("").str.to_lowercase()
    # Looking for the words alone leaves out most texts, then nine sentences in ten, at a tenth of what the patterns cost.
    naming = pl.when(lower.str.contains_any(_WORDS["languages"])).then(lower).otherwise(pl.lit(""))
    sentences = naming.str.replace_all("[.;]", "\n").str.split("\n")
    telling = sentences.list.eval(each.filter(each.str.contains_any(_WORDS["languages"])))
    is_asking = each.str.contains(_IS_ASKED) & ~each.str.contains(_IS_WISHED)
    asking = telling.list.eval(each.filter(each.str.contains(_LANGUAGES) & is_asking))
    return (
        asking.list.join(" ").str.extract_all(_LANGUAGES).list.unique().list.sort().list.join(" ")
    )


def with_blocks(postings: pl.DataFrame) -> pl.DataFrame:
    """Adds what postings must share to be compared: the `owner` (and the month of a census) and a kind of title.

    `family`: the words of the title, places and working mode apart. `block`: the same family. `head_block`: the same beginning
    of the title, with the words that tell jobs apart wherever they stand. It is null where the beginning says too little.
    """
    at_places = pl.concat_str(
        [pl.col(name).fill_null("") for name in _PLACE_COLUMNS], separator=" "
    )
    # In steps: polars would read a title anew for each use of its words.
    worded = postings.with_columns(
        words=title_words(pl.col("title")),
        head=title_words(pl.col("title").str.replace(_TITLE_TAIL, "")),
        places=title_words(at_places),
        owner=_owner().rank("dense"),
    )
    words, head = pl.col("words"), pl.col("head")
    telling = words.list.set_intersection(pl.lit(_WORDS["telling"]))
    unsaid = pl.lit([*_WORDS["mode"], *_WORDS["shouted"]])
    said = worded.with_columns(
        family=words.list.set_difference("places").list.set_difference(unsaid),
        head=head.list.set_difference("places").list.set_difference(unsaid),
    )
    family = pl.col("family")
    named = said.with_columns(
        family=pl.when(family.list.len() > 0).then(family).otherwise(words).list.sort(),
        head=pl.when(head.list.len() >= _LEAST_HEAD_WORDS).then(
            head.list.set_union(telling).list.sort()
        ),
    ).drop("words", "places")
    block, head_block = (
        pl.struct("owner", pl.col(name).list.join(" ")).rank("dense").cast(pl.UInt32)
        for name in ("family", "head")
    )
    has_head = pl.col("head").is_not_null()
    return named.with_columns(block=block, head_block=pl.when(has_head).then(head_block)).drop(
        "head"
    )


def _owner() -> pl.Expr:
    """The employer, or the board of a nameless one, and the month of a census."""
    nameless = pl.concat_str([pl.lit("\0"), pl.col("source"), pl.lit(":"), pl.col("board")])
    month = pl.concat_str([pl.col("source"), pl.lit(" "), pl.col("period").fill_null("")])
    return pl.struct(
        pl.coalesce("employer_key", nameless).alias("owner"),
        pl.when("is_census").then(month).otherwise(pl.lit("")).alias("month"),
    )
