"""What other programs may ask the market, over HTTP or as tools of a language model."""
