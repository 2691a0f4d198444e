"""What a command needs, and what its readers know, loaded. `tests.flows.forked` forks where this has been imported.

No polars frame is computed here: a fork has none of polars' threads, and would wait for them.
"""

import gc
import importlib
from dataclasses import asdict

from flows.classify import LOADS_ALL
from flows.lake.versions import present_version
from flows.sources import every_source
from reports.site.rendering import environment
from reports.site.site import every_page
from transforms.history.likeness import likeness_version
from transforms.readers.reading import _read_columns
from transforms.readers.role.second_reader import second_reader

# What a command imports when it runs. `flows.cli.terminal` is left out: it asks how wide its terminal is. `pyarrow.dataset` too:
# what it reserves would count in the workers that are forked here, and leave too little for their parsers.
for name in ("flows.cli.run", "flows.pipeline", "pydantic.fields", "pydantic.type_adapter", "scipy.sparse.csgraph", "scipy.special", "typer._adapters"):  # fmt: skip
    importlib.import_module(name)
every_page()
for name in environment().list_templates(extensions=["css", "html", "xml"]):
    environment().get_template(name)

every_source()
present_version()
likeness_version()
second_reader()
_read_columns({name: [value] for name, value in asdict(LOADS_ALL).items()})

gc.collect()
gc.freeze()  # a fork whose collector looked through all this would copy it
