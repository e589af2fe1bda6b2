"""The language on the line: JSON, moments, identifiers, events, bodies and problems. Pydantic only."""
