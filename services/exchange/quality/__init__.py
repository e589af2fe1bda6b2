"""Data-quality findings (数据质量): what is wrong with the form of what an agency sent, for that agency alone."""
