"""The compiled wheel reads as the checkout does. `make wheel` makes it where there is a C compiler."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.benchmarks.invented import invented
from tests.compiled_wheel import compiled_wheel
from transforms.posting import Posting, StatedPay, posting_frame
from transforms.readers.reading import read_postings
from transforms.readers.version import reader_version

ROOT = Path(__file__).resolve().parents[1]
READ = """
import sys
import polars as pl
from transforms.readers import skills
from transforms.readers.reading import read_postings
from transforms.readers.version import reader_version
read_postings(pl.read_parquet(sys.argv[1])).write_parquet(sys.argv[2])
print(skills.__file__, reader_version())
"""

ODD = (
    Posting(external_id="empty", title="", employer="", description_plain=""),
    Posting(
        external_id="html",
        title="Ingénieur(e) Machine Learning, alternance",
        employer="Büro & Söhne",
        department="R&D / KI",
        locations=("München", "Remote - EMEA"),
        description_html="<h2>Deine Aufgaben</h2><ul><li>Du trainierst neuronale Netze\u200b</li><li>3 Jahre "
        "Erfahrung mit Python</li></ul><p><b>Wir bieten:</b> 70.000 € – 85.000 € brutto pro Jahr &amp; VSOP"
        "<p>Fragen? Frau Erika Musterfrau, +49 89 1234567, erika.musterfrau [at] example [dot] com",
        pay_stated=(StatedPay(70_000, 90_000, "EUR", "year"),),
    ),
    Posting(
        external_id="japanese",
        title="機械学習エンジニア",
        employer="例",
        locations=("東京",),
        description_plain="業務内容\n・大規模言語モデルの開発と運用\n・Pythonによる分析基盤の構築\n応募資格\n・実務経験3年以上\n"
        * 4,
    ),
    Posting(
        external_id="comment",
        title="Acme | Founding AI Engineer, Data Scientist | SF or REMOTE (US) | $150k-$210k + equity",
        employer="Acme",
        description_html="We sponsor visas (H1B).<p>PhD or 5+ years; RAG, LangChain, PyTorch, C++, R and Go.<p>"
        "Email jobs@example.com or call 415-555-0134. No JS needed, e.g. we don&#x27;t use React.",
    ),
    Posting(
        external_id="unended",
        title="Data Analyst < Scientist",
        employer="İstanbul A.Ş.",
        description_html="<div" * 50 + "Requirements: SQL; statistics &amp;lt; maths" + "<p>" * 50,
    ),
)


def test_compiled_readers_read_what_the_interpreted_ones_read(tmp_path: Path) -> None:
    wheel = compiled_wheel()
    if wheel is None:
        pytest.skip("no compiled wheel of these sources (make wheel, with a C compiler)")
    with ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    postings = pl.concat([posting_frame(ODD), invented(60)])
    postings.write_parquet(tmp_path / "postings.parquet")
    done = subprocess.run(
        [sys.executable, "-c", READ, "postings.parquet", "read.parquet"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    module, version = done.stdout.split()
    assert (
        module
        == f"{tmp_path}/site/transforms/readers/skills{sysconfig.get_config_var('EXT_SUFFIX')}"
    )
    assert version == reader_version()
    assert_frame_equal(pl.read_parquet(tmp_path / "read.parquet"), read_postings(postings))


def test_no_compiled_module_stands_beside_a_source_of_the_checkout() -> None:
    assert [*(ROOT / "transforms").rglob("*.so"), *ROOT.glob("*.so")] == []
