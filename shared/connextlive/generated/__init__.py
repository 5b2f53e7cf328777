"""What `make generate` makes of the code and of public data. Nothing here is edited by hand."""
