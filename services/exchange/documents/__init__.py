"""The typesetting room (文书排版): an official document as .pdf and .docx in the layout of GB/T 9704; pure of the database."""
