"""What other machines do for a run: the parts of the lake that a Dask scheduler hands out."""
