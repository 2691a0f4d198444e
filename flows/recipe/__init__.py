"""The recipe by which a fork publishes itself: a workflow, a container, and the scripts that both run."""
