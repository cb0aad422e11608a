"""The site: articles in order, grouped, with their URLs and rights."""
