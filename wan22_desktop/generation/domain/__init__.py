"""The rules of requests and jobs; no Qt, no files, no processes."""
