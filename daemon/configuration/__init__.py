"""The sections of the configuration, one file per concern. Import what you need from daemon.config."""
