"""Work at the counter, inside one transaction: tickets, forms, commands, clocks."""
