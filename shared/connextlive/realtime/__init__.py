"""What people on WebSockets are told, and who of them is there."""
