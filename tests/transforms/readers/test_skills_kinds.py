"""Kinds of skills that were once misread: the line as a posting writes it, and what it names and does not name."""

from __future__ import annotations

import pytest

from transforms.readers.skills import read_skills
from transforms.text.document import read_document


@pytest.mark.parametrize(
    ("line", "named", "not_named"),
    [
        ("精通Python和SQL", {"python", "sql"}, set()),
        ("PyTorchを用いた開発", {"pytorch"}, set()),
        ("SQL을 다룰 수 있는 분", {"sql"}, set()),
        ("No-SQL stores", {"nosql"}, {"sql"}),
        ("Java Script", {"javascript"}, {"java"}),
        ("C ++, CI / CD and A / B testing", {"cpp", "ci_cd", "ab_testing"}, set()),
        ("Proficient in R", {"r"}, set()),
        ("Strong R skills", {"r"}, set()),
        ("You write Go", {"go"}, set()),
        ("We do not use Kubernetes", set(), {"kubernetes"}),
        ("No Spark needed, Python is", {"python"}, {"spark"}),
        ("You won't need SQL here", set(), {"sql"}),
        ("TensorFlow, Theano, Torch or Caffe", {"torch", "tensorflow"}, {"pytorch"}),
        ("Lua and Torch would be a plus", {"torch", "lua"}, {"pytorch"}),
        ("R/XGboost/Torch7/Tableau", {"torch"}, {"pytorch"}),
        ("Hugging Face, BERT, TensorFlow, Torch", {"pytorch"}, {"torch"}),
        ("PyTorch (torch.compile), torchvision", {"pytorch"}, {"torch"}),
        ("TensorFlow, Caffe, Theano, (py)Torch", {"pytorch"}, {"torch"}),
        ("Backed by Torch Capital and Torch.AI for machine learning", set(), {"torch", "pytorch"}),
        ("A torch bearer for machine learning", set(), {"torch", "pytorch"}),
        ("Ray Smith leads the Python team", {"python"}, {"ray"}),
    ],
)
def test_a_name_is_read_as_it_is_meant(line: str, named: set[str], not_named: set[str]) -> None:
    document = read_document(html=None, plain=f"Requirements\n- {line}\n- Clear writing")
    found = {mention.skill for mention in read_skills("Engineer", document)}
    assert named <= found
    assert not not_named & found
