"""Cooperation (协作配合): early intervention, consultation, study, joint meetings, clues, class-case reviews."""
