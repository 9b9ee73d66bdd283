"""What each `kpi` command does, one file a command; imported only when that command runs."""
