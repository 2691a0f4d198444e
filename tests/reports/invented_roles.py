"""What the roles of the invented market are asked for, how they differ, and what is claimed of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from transforms.vocabulary import FOCUS

SKILLS = {
    "llm": ("Large language models", "ai", 0.74, 0.31, 0.18, 0.05),
    "rag": ("RAG", "ai", 0.41, 0.09, 0.04, 0.02),
    "agents": ("AI agents", "ai", 0.52, 0.12, 0.06, 0.06),
    "prompting": ("Prompt engineering", "ai", 0.33, 0.05, 0.04, 0.02),
    "evals": ("LLM evaluation", "ai", 0.29, 0.14, 0.05, 0.01),
    "pytorch": ("PyTorch", "ml", 0.22, 0.58, 0.21, 0.01),
    "mlops": ("MLOps", "ml", 0.14, 0.36, 0.09, 0.01),
    "cuda": ("CUDA", "ml", 0.03, 0.19, 0.01, 0.01),
    "training": ("Distributed training", "ml", 0.04, 0.27, 0.01, 0.004),
    "recsys": ("Recommender systems", "ml", 0.03, 0.16, 0.07, 0.003),
    "statistics": ("Statistics", "math", 0.08, 0.18, 0.69, 0.02),
    "experiments": ("A/B testing", "math", 0.06, 0.09, 0.47, 0.02),
    "causal": ("Causal inference", "math", 0.01, 0.03, 0.28, 0.001),
    "sql": ("SQL", "language", 0.24, 0.29, 0.78, 0.31),
    "python": ("Python", "language", 0.81, 0.88, 0.79, 0.42),
    "r": ("R", "language", 0.03, 0.04, 0.38, 0.01),
    "kubernetes": ("Kubernetes", "cloud", 0.28, 0.34, 0.04, 0.33),
    "aws": ("AWS", "cloud", 0.36, 0.33, 0.17, 0.39),
    "typescript": ("TypeScript", "language", 0.31, 0.03, 0.01, 0.36),
    "dashboards": ("Dashboards", "bi", 0.02, 0.02, 0.34, 0.02),
}


def adoption() -> list[dict[str, Any]]:
    """Three years of threads: RAG is seen to begin, PyTorch was there before."""
    return [
        {
            "origin": "hackernews",
            "role": role,
            "skill": skill,
            "skill_name": name,
            "period_start": date(2023 + month // 12, month % 12 + 1, 1),
            "n_with": round(400 * share),
            "n_openings": 400,
            "n_employers": 260,
            "share": share,
            "share_low": max(share - 0.02, 0.0),
            "share_high": share + 0.03,
            "first_seen_start": date(2023 + begun // 12, begun % 12 + 1, 1),
            "passed_1_start": date(2023, 8 + begun // 7, 1),
            "passed_5_start": date(2024, 2, 1) if skill == "rag" else None,
            "passed_10_start": None,
        }
        for role in ("ai_engineer", "all")
        for skill, name, begun, yearly in (("rag", "RAG", 7, 0.03), ("pytorch", "PyTorch", 0, 0.01))
        for month in range(begun, 36)
        for share in [0.01 + yearly * (month - begun) / 12]
    ]


def demand() -> list[dict[str, Any]]:
    rows = []
    for skill, (name, category, *shares) in SKILLS.items():
        for role, share in zip((*FOCUS, "software_engineer"), shares, strict=True):
            others = (sum(shares) - share) / 3
            rows.append(
                {
                    "role": role,
                    "skill": skill,
                    "skill_name": name,
                    "category": category,
                    "n_with": round(share * 410),
                    "n_openings": 410,
                    "n_employers": 92,
                    "share": share,
                    "share_low": max(share - 0.05, 0.0),
                    "share_high": min(share + 0.05, 1.0),
                    "required_share": share * 0.6,
                    "preferred_share": share * 0.2,
                    "lift": 12 * (share - others),
                    "change_share": (share - 0.3) / 10,
                    "change_low": (share - 0.3) / 10 - 0.04,
                    "change_high": (share - 0.3) / 10 + 0.04,
                    "year_change_share": (share - 0.3) / 4,
                    "year_change_low": (share - 0.3) / 4 - 0.05,
                    "year_change_high": (share - 0.3) / 4 + 0.05,
                    "premium_share": share / 20,
                    "premium_low": share / 20 - 0.02,
                    "premium_high": share / 20 + 0.02,
                    "note": None,
                }
            )
    return rows


def profile() -> list[dict[str, Any]]:
    shares = {
        ("remote", "remote"): (0.44, 0.33, 0.29, 0.35),
        ("remote", "hybrid"): (0.31, 0.38, 0.42, 0.36),
        ("remote", "onsite"): (0.25, 0.29, 0.29, 0.29),
        ("degree", "bachelor"): (0.38, 0.33, 0.31, 0.44),
        ("degree", "master"): (0.07, 0.18, 0.29, 0.02),
        ("degree", "phd"): (0.02, 0.09, 0.11, 0.01),
        ("degree", "none_stated"): (0.53, 0.4, 0.29, 0.53),
        ("level", "intern"): (0.03, 0.04, 0.06, 0.04),
        ("level", "junior"): (0.06, 0.05, 0.12, 0.1),
        ("level", "mid"): (0.24, 0.22, 0.25, 0.27),
        ("level", "senior"): (0.47, 0.45, 0.41, 0.41),
        ("level", "staff"): (0.15, 0.19, 0.1, 0.12),
        ("math", "statistics"): (0.08, 0.18, 0.69, 0.02),
        ("math", "linear_algebra"): (0.02, 0.11, 0.05, 0.01),
        ("portfolio", "true"): (0.14, 0.06, 0.03, 0.05),
        ("equity", "true"): (0.61, 0.48, 0.33, 0.44),
        ("pay_disclosed", "true"): (0.52, 0.5, 0.47, 0.49),
    }
    rows = [
        {
            "role": role,
            "attribute": attribute,
            "value": value,
            "n": round(share * 410),
            "n_of": 410,
            "n_employers": 92,
            "share": share,
            "share_low": max(share - 0.04, 0.0),
            "share_high": share + 0.04,
            "number": None,
            "note": None,
        }
        for (attribute, value), values in shares.items()
        for role, share in zip((*FOCUS, "software_engineer"), values, strict=True)
    ]
    rows += [
        {
            "role": role,
            "attribute": "portfolio_skill",
            "value": skill,
            "n": 30 - place,
            "n_of": 41,
            "n_employers": 22,
            "share": (30 - place) / 41,
            "share_low": (30 - place) / 41 - 0.1,
            "share_high": (30 - place) / 41 + 0.1,
            "number": float(place),
            "note": None,
        }
        for role in FOCUS
        for place, skill in enumerate(("python", "agents", "evals"), start=1)
    ]
    plain = {"value": None, "n_employers": 71, "share": None, "share_low": None, "share_high": None}
    for role, years in (("ai_engineer", 4.0), ("ml_engineer", 5.0), ("data_scientist", 4.0)):
        rows.append(
            {
                "role": role,
                "attribute": "years_min",
                "n": 301,
                "n_of": 410,
                "number": years,
                "number_low": years - 1.0,
                "number_high": years + 0.5,
                "note": None,
                **plain,
            }
        )
        rows.append(
            {
                "role": role,
                "attribute": "visa",
                "n": 7,
                "n_of": 410,
                "number": None,
                "note": "too few (n = 7)",
                **plain,
            }
        )
    return rows


def claims() -> list[dict[str, Any]]:
    def row(
        topic: str, role: str, name: str, unit: str, value: float | None, verdict: str
    ) -> dict[str, Any]:
        spread = None if value is None else abs(value) * 0.1
        return {
            "claim_id": name,
            "topic": topic,
            "role": role,
            "statement": f"What is said of {name}",
            "source_figure": "+143 %",
            "source": "The common story",
            "definition": "what we measure",
            "ours_value": value,
            "ours_low": None if value is None or spread is None else value - spread,
            "ours_high": None if value is None or spread is None else value + spread,
            "unit": unit,
            "period_from": date(2025, 11, 24),
            "period_to": date(2026, 11, 23),
            "n": 212,
            "n_counts": "openings",
            "n_openings": 212,
            "n_employers": 41,
            "verdict": verdict,
            "note": None if value is not None else "too few (n = 7)",
        }

    return [
        row("growth", "ai_engineer", "growth_ai_engineer", "growth", 0.58, "contradicted"),
        row("pay", "ml_engineer", "pay_ml_engineer_low", "usd", 150_000.0, "supported"),
        row("pay", "data_scientist", "pay_data_scientist_staff", "usd", None, "undecided"),
        row("skills", "ai_engineer", "skill_ai_engineer_rag", "share", 0.41, "supported"),
        row("math", "ml_engineer", "math_ml_engineer", "share", 0.5, "undecided"),
        row("portfolio", "ai_engineer", "portfolio_ai_engineer", "points", -0.33, "contradicted"),
    ]
