"""Screening (筛查): reads the feed of the exchange as a client and finds what the law says about it.

It keeps a database of its own and can be stopped, wiped and built again from the feed; the alerts
come out the same. It never imports the exchange and never reads its tables.
"""
