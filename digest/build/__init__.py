"""A build: from the seeds to the published site."""
