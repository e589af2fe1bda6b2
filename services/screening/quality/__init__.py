"""Observations on the form of what was reported (数据质量, domain AN16): told to its sender alone; never on the law."""
