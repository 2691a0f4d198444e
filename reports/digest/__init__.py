"""What changed since an earlier edition, as Markdown, as mail and as a feed."""
