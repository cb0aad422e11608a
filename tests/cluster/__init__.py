"""Tests of builds on a Dask cluster and of object stores: `make test-cluster` asks for them by name, `make test` does without.

The store is moto's server, a process of its own that speaks S3 over HTTP; the cluster a Dask scheduler and two workers, each a
process of its own.
"""
