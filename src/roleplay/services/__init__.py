"""What people do. Every service takes an explicit actor, and checks at the time what that actor may do."""
