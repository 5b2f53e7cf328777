"""What the functions of Connextlive share. A room imports only from rooms below it (docs/architecture.md)."""
