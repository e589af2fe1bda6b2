"""Assessments (筛查结论) and the models behind them: what screening's rules answer, published for those who supervise."""
