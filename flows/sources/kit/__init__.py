"""What adapters share: a posting's fields, lists of pages, pages of single postings, markup, XML, sitemaps."""
