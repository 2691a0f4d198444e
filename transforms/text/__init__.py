"""A posting's text before it is read: document, markup, language, personal data."""
