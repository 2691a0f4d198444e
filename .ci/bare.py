"""The main job on a small market and `rolecall doctor`, by the installed wheel alone and without what its extras bring.

`.ci/run` starts it outside the checkout. The readers' processes import this file when they start, so they have no extras
either.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

# Whatever imports one of these for the plain job ends this with an error.
for extra in ("obstore", "distributed", "dask", "mcp", "sklearn", "torch", "transformers"):
    sys.modules[extra] = None

PACKAGES = ("flows", "transforms", "warehouse", "reports")


def main() -> None:
    """Ends with an error when something does not work."""
    from flows.doctor import examine
    from flows.rehearsal.demo import LAST_DAY, run_demo
    from flows.rehearsal.truth import Market
    from flows.settings import Settings

    for package in PACKAGES:
        if not find_spec(package).origin.startswith(sys.prefix):
            sys.exit(f"{package} is not the wheel's")
    settings = Settings(home=Path("home"))
    done = run_demo(settings, Market.simulate(seed=11, n_employers=10, weeks=2))
    print(f"{done.looks.height} looks, {done.page.stat().st_size:,} bytes on the first page")
    findings, _ = examine(settings.rehearsal, LAST_DAY)
    if problems := findings.filter(findings["state"] == "problem").rows():
        sys.exit(f"doctor finds {problems}")


if __name__ == "__main__":
    main()
