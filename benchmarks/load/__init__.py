"""A simulated day of visitors and agents against the local gateway: `make load`."""
