"""What writes into a collection of articles: new sites, the manifest, imported articles."""
