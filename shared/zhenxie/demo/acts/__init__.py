"""The acts of the demonstration, each with a title and `play(stage)`."""
