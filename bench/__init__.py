"""What this machine holds, measured: each figure beside a floor of the same run, and beside its goal."""
