"""What recurs (类案, 回头看): like violations by unit and quarter, and the look-backs that instruments ask for."""
