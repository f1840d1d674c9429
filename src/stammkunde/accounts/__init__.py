"""Keys: staff accounts, roles, logins. This room knows no customer."""
