"""The exchange keeps what agencies report, in order and for ever, and tells every agency that may know.

Nothing acknowledged is lost, doubled or reordered; nobody sees what its grants and the event's audience do not allow;
a true fact is never refused because it is inconvenient.
"""
