"""What `loket check` looks at beyond the configuration file itself."""
