"""The arithmetic of the law: legal days, periods, ages, and the registry of articles; pure, standard library only."""
