"""Who of staff does what: absence, turns, the morning's list, floods, disturbances."""
