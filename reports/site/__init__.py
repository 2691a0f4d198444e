"""Files of the site: rendering, pages, archive, downloads, pictures."""
