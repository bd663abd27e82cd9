"""The command `roleplay`: one module a command. A module imports what its command needs when the command runs."""
