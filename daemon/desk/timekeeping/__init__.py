"""The SOP's time: stage clocks, the service calendar, and what happens when time goes by."""
