"""The pages in a real browser: `make test-site`. `make test` passes this folder by and needs none of its tools."""
