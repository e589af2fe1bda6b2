"""The exchange's API as a client sees it; nothing else in the project knows its addresses."""
