"""From a block of command lines to what it changes: planned purely, applied in one place, taken back if wanted."""
