"""The law of supervision instruments (监督文书): their kinds, their steps, when each may and must issue, their periods."""
