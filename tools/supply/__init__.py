"""What the project is made of: advisories, licenses, bill of materials."""
