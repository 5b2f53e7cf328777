"""Identities: tenants, workspaces, users, sites and their API keys, invitations, tokens."""
