"""Acts of an office (办公室的行为): named by the sender's message id, decided once, answered the same again."""
