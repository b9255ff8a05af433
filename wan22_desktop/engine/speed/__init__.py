"""Attention kernels, step caches and compilation."""
