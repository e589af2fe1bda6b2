"""The office's report (工作情况报告) of a snapshot of the statistics: as a document, with charts, and as a table."""
