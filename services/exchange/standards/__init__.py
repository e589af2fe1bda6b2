"""Evidence standards (证据标准): what a charge, or a pair that must be told apart, asks for, as organs agreed on it."""
