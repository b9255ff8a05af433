"""Stand-ins for what lies outside: a real server that speaks as the hub does."""
