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
        ("NLP and CV models", {"computer_vision"}, set()),
        ("Experience applying NLP and CV to products", {"computer_vision"}, set()),
        ("NLP. Send your CV to Ada", set(), {"computer_vision"}),
        ("LLMs. Résumé/CV: https://acme.example", {"llm"}, {"computer_vision"}),
        ("Expertise with Swift", {"swift"}, set()),
        ("Screens in SwiftUI", {"swift"}, set()),
        ("Swift payments and SWIFT messages", set(), {"swift"}),
        ("React with Vite", {"webpack"}, set()),
        ("react/vite/typescript", {"webpack"}, set()),
        ("Livraison plus vite avec React", {"react"}, {"webpack"}),
        ("Firmware on DSPs", {"signal_processing"}, set()),
        ("DSP for ad hoc wireless networks", {"signal_processing"}, set()),
        ("Ad servers, DSPs and DMPs", set(), {"signal_processing"}),
        ("Monte Carlo simulation", {"simulation"}, {"data_quality"}),
        ("Airflow, dbt and Monte Carlo", {"data_quality"}, {"simulation"}),
        ("CCPA and other laws", {"gdpr"}, set()),
        ("Read our CCPA Applicant Notice", set(), {"gdpr"}),
        ("Ervaring met generatieve AI", {"generative_ai"}, set()),
        ("A semantic layer in dbt", {"semantic_layer"}, set()),
        ("A table with semantic tags", set(), {"semantic_layer"}),
        ("Semantic models for code search", set(), {"semantic_layer"}),
        ("Semantic models in Looker", {"semantic_layer"}, set()),
        ("Looker or Omni", {"omni"}, set()),
        ("Omni-channel dashboards", set(), {"omni"}),
        ("Lightdash", {"omni"}, set()),
        ("Tableau or QuickSight", {"quicksight", "aws"}, set()),
        ("A quick look at the site", set(), {"quicksight"}),
        ("Statsig or Eppo", {"experimentation_tools"}, set()),
        ("Statistics", set(), {"experimentation_tools"}),
        ("JMP or Minitab", {"jmp"}, set()),
        ("A jump in minutes", set(), {"jmp"}),
        ("Models in Dataiku", {"dataiku"}, set()),
        ("A haiku on data", set(), {"dataiku"}),
        ("Prototype with Lovable, v0 or Cursor", {"app_builders"}, set()),
        ("A lovable product", set(), {"app_builders"}),
        ("Happy to iterate on v0 ideas", set(), {"app_builders"}),
        ("dbt or SQLMesh", {"dataform"}, set()),
        ("Data forms and a mesh", set(), {"dataform"}),
        ("CDC into Kafka", {"change_data_capture"}, set()),
        ("Public health work with the CDC", set(), {"change_data_capture"}),
        ("Imitation learning for robots", {"imitation_learning"}, set()),
        ("Learning without imitation", set(), {"imitation_learning"}),
        ("LiDAR and point clouds", {"lidar"}, set()),
        ("Saber lidar com pessoas", set(), {"lidar"}),
        ("3D reconstruction and NeRFs", {"reconstruction_3d", "computer_vision"}, set()),
        ("Reconstruction of a site in 3D", set(), {"reconstruction_3d"}),
        ("Redux or Zustand", {"state_libraries"}, set()),
        ("The state of libraries", set(), {"state_libraries"}),
        ("Node, Postgres and Prisma", {"prisma"}, set()),
        ("Prisma Access and React", {"react"}, {"prisma"}),
        ("An Electron desktop app", {"electron"}, set()),
        ("Electron microscopes and Node", set(), {"electron"}),
        ("Rust compiled to WASM", {"webassembly"}, set()),
        ("Assembly for the web", set(), {"webassembly"}),
        ("Terraform or Crossplane", {"crossplane"}, set()),
        ("Cross a plane", set(), {"crossplane"}),
        ("Kubernetes or Nomad", {"nomad"}, set()),
        ("A digital nomad who likes Docker", set(), {"nomad"}),
        ("Terraform and Vault", {"secrets_management"}, set()),
        ("Vault doors", set(), {"secrets_management"}),
        ("OPA for Kubernetes", {"policy_as_code"}, set()),
        ("A policy on code", set(), {"policy_as_code"}),
        ("Grafana, Loki and Jaeger", {"observability"}, set()),
        ("Loki the cat", set(), {"observability"}),
    ],
)
def test_a_name_is_read_as_it_is_meant(line: str, named: set[str], not_named: set[str]) -> None:
    document = read_document(html=None, plain=f"Requirements\n- {line}\n- Clear writing")
    found = {mention.skill for mention in read_skills("Engineer", document)}
    assert named <= found
    assert not not_named & found


@pytest.mark.parametrize(
    ("employer", "line", "named", "not_named"),
    [
        ("acmelabs", "Docker at AcmeLabs", {"docker"}, set()),
        ("docker", "Docker and Kubernetes", {"kubernetes"}, {"docker"}),
        ("GitLab", "GitLab and Git", {"git"}, set()),
        ("GitLab", "GitLab runners", set(), {"git"}),
        ("Snorkel AI, Inc.", "Snorkel and PyTorch", {"pytorch"}, {"data_labeling"}),
        ("n8n", "Flows in n8n", set(), {"n8n"}),
        ("Tecton", "Tecton in Python", {"python"}, {"feast", "feature_store", "mlops"}),
        ("Anthropic", "Life with Anthropic", set(), {"anthropic_claude"}),
        ("Anthropic", "Prompts for Claude", {"anthropic_claude"}, set()),
        ("Datadog", "Datadogs use Terraform", {"terraform"}, {"datadog"}),
        ("Path Robotics", "Robotics", {"robotics"}, set()),
        (None, "Docker", {"docker"}, set()),
    ],
)
def test_an_employers_own_name_is_no_skill_in_its_postings(
    employer: str | None, line: str, named: set[str], not_named: set[str]
) -> None:
    document = read_document(html=None, plain=f"Requirements\n- {line}\n- Clear writing")
    found = {mention.skill for mention in read_skills("Engineer", document, employer)}
    assert named <= found
    assert not not_named & found
