"""Every deadline of criminal procedure that police, procuratorate and court must keep, as dated data and pure functions."""
