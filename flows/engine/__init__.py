"""The engine that answers queries in a reader's browser: fetched, checked, and put beside the site."""
