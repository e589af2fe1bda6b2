"""Statistics (统计): what the feed tells, counted by quarter or any period, as known at any position."""
