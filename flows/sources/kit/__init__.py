"""What adapters share: fields, details pages, markup, XML, sitemaps."""
