"""Show what is in the database: lists for the command line, later the SOP's reports."""
