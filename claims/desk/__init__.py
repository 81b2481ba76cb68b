"""The pages that people see, a module a part. Every write goes through `claims.pipeline`."""
