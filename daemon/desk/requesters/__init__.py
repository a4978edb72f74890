"""The people outside: who they are, who takes part, what their single words mean."""
